"""The commands of one subject each, where they are more than a call; `cli` lists them all."""
