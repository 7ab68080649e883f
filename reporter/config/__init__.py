"""The configuration: `config.yaml` and the environment, read once into frozen settings."""

from __future__ import annotations

from reporter.config.loading import find_file, load, with_output
from reporter.config.settings import (
    ENVIRONMENT_PREFIX,
    ArchiveSettings,
    AudienceSettings,
    BrandSettings,
    Condition,
    DeliverySettings,
    EngineSettings,
    KeepSettings,
    OwnerSettings,
    RenderSettings,
    ReportSettings,
    Settings,
    SourceSettings,
)

__all__ = [
    "ENVIRONMENT_PREFIX",
    "ArchiveSettings",
    "AudienceSettings",
    "BrandSettings",
    "Condition",
    "DeliverySettings",
    "EngineSettings",
    "KeepSettings",
    "OwnerSettings",
    "RenderSettings",
    "ReportSettings",
    "Settings",
    "SourceSettings",
    "find_file",
    "load",
    "with_output",
]
