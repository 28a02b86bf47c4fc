"""`takt models`: which classifiers there are, and how good they are."""

from __future__ import annotations

import typer

from bot.cli import models_bias, models_calibrate, models_eval, models_export, models_list

app = typer.Typer(no_args_is_help=True, help="See which classifiers there are, measure and mend them.")
app.command("list", short_help="List the classifiers, and say which is live.")(models_list.list_models)
app.command("eval", short_help="Measure the classifier on rows that people judged.")(models_eval.evaluate)
app.command("bias", short_help="Say whom the classifier treats worse.")(models_bias.bias)
app.command("calibrate", short_help="Make scores mean what they say.")(models_calibrate.calibrate)
app.command("export", short_help="Turn Detoxify into ONNX, to run without torch.")(models_export.export)
