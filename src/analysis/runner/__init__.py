"""Papermill runs: plan, cache key, warm kernels, workers, canonical notebook, manifest."""

from analysis.runner.plan import Plan, plan_tasks
from analysis.runner.report import RunReport
from analysis.runner.run import run_tasks
from analysis.runner.tasks import Task

__all__ = ["Plan", "RunReport", "Task", "plan_tasks", "run_tasks"]
