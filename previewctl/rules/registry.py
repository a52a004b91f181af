"""All rules, in the order of their codes: those about the files, and those about the plan that follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.rules import (
    ambiguous_variable,
    ceiling_exceeded,
    environment_too_large,
    frontend_only,
    host_too_long,
    no_auth_on_platform,
    no_listener,
    not_callable,
    override_without_dependency,
    patches_not_allowed,
    postdeploy_without_database,
    registry_not_allowed,
    reserved_name,
    reserved_variable,
    secret_in_frontend,
    secret_outside_prefix,
    seed_not_found,
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

if TYPE_CHECKING:
    from previewctl.rules.context import Rule

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
    frontend_only.check,
    no_listener.check,
    seed_not_found.check,
    postdeploy_without_database.check,
    secret_outside_prefix.check,
    registry_not_allowed.check,
    patches_not_allowed.check,
    secret_in_frontend.check,
    no_auth_on_platform.check,
    unknown_size.check,
)

PLAN_RULES: tuple[Rule, ...] = (
    unresolved_target.check,
    not_callable.check,
    unreachable_staging.check,
    ceiling_exceeded.check,
)
