"""Papermill runs: plan, cache key, processes, canonical notebook, manifest."""

from analysis.runner.cache import Plan, plan_tasks
from analysis.runner.run import RunReport, run_tasks
from analysis.runner.tasks import Task

__all__ = ["Plan", "RunReport", "Task", "plan_tasks", "run_tasks"]
