"""All rules, in the order of their codes: those about preview.yaml, and those about platform.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.rules import (
    ambiguous_variable,
    ceiling_exceeded,
    depends_on_itself,
    duplicate_path,
    environment_too_large,
    frontend_only,
    guessed_staging,
    host_too_long,
    incomplete_platform,
    no_auth_on_platform,
    no_listener,
    not_callable,
    not_for_browsers,
    open_to_all_pods,
    override_without_dependency,
    patches_not_allowed,
    postdeploy_without_database,
    registry_not_allowed,
    reserved_name,
    reserved_variable,
    secret_in_frontend,
    secret_outside_prefix,
    seed_not_found,
    seed_without_database,
    service_not_in_catalogue,
    two_writers,
    unknown_placeholder,
    unknown_process,
    unknown_service,
    unknown_size,
    unreachable_staging,
    unresolved_target,
    unsupported_target,
    volume_collision,
)
from previewctl.rules.context import Needs

if TYPE_CHECKING:
    from previewctl.rules.context import PlatformRule, Rule

RULES: tuple[Rule, ...] = (
    reserved_name.check,
    host_too_long.check,
    ambiguous_variable.check,
    environment_too_large.check,
    volume_collision.check,
    reserved_variable.check,
    unknown_placeholder.check,
    unknown_process.check,
    unknown_service.check,
    override_without_dependency.check,
    unsupported_target.check,
    two_writers.check,
    service_not_in_catalogue.check,
    depends_on_itself.check,
    unresolved_target.check,
    guessed_staging.check,
    frontend_only.check,
    duplicate_path.check,
    no_listener.check,
    not_callable.check,
    unreachable_staging.check,
    not_for_browsers.check,
    seed_not_found.check,
    seed_without_database.check,
    postdeploy_without_database.check,
    secret_outside_prefix.check,
    registry_not_allowed.check,
    patches_not_allowed.check,
    secret_in_frontend.check,
    no_auth_on_platform.check,
    ceiling_exceeded.check,
    unknown_size.check,
)
"""The rules about preview.yaml."""

PLATFORM_RULES: tuple[PlatformRule, ...] = (
    incomplete_platform.check,
    open_to_all_pods.check,
)
"""The rules about platform.yaml."""

ALL_RULES: tuple[Rule | PlatformRule, ...] = (*RULES, *PLATFORM_RULES)

FILE_RULES = tuple(rule for rule in RULES if rule.needs is not Needs.PLAN)
"""Those that look at the files alone; where they find nothing wrong, the plan can be made."""

PLAN_RULES = tuple(rule for rule in RULES if rule.needs is Needs.PLAN)
"""Those that look at the plan."""
