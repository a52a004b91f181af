"""Why keys of Render's blueprints have no place in a preview.yaml, as half sentences."""

from __future__ import annotations

_BUILD = "CI builds the image before the preview is made"
_PLATFORM = "the platform decides about it"
_SIZES = "`resources` has size classes"
_FOLLOWS = "a preview follows its pull request"
_NAMES = "previewctl names things by their keys"
_FRONT = "the web server of the image has them"
_REASONS = {
    "autoDeploy": _FOLLOWS,
    "autoDeployTrigger": _FOLLOWS,
    "branch": _FOLLOWS,
    "buildCommand": _BUILD,
    "buildFilter": _BUILD,
    "databaseName": "previewctl names the database itself",
    "disk": "it names no path",
    "diskSizeGB": "the platform has a size for volumes of databases",
    "dockerContext": _BUILD,
    "dockerfilePath": _BUILD,
    "domain": "the platform gives each preview its host",
    "domains": "the platform gives each preview its host",
    "env": "the image says it",
    "envVarGroups": "it names no variables",
    "envVars": "it names no variables",
    "headers": _FRONT,
    "healthCheckPath": "it is no path",
    "highAvailability": "a preview has one server",
    "image": "the registry is not in it: `image` has the whole name",
    "initialDeployHook": "it is empty",
    "ipAllowList": _PLATFORM,
    "maxShutdownDelaySeconds": _PLATFORM,
    "maxmemoryPolicy": "previewctl starts databases in its own way",
    "name": _NAMES,
    "numInstances": "one pod of each process runs",
    "plan": _SIZES,
    "preDeployCommand": "it is empty",
    "previewDiskSizeGB": "the platform has a size for volumes of databases",
    "previewPlan": _SIZES,
    "previews": "it says no number of days",
    "previewsEnabled": "previews are what this is about",
    "previewsExpireAfterDays": "it is no number of days",
    "projects": "it names no services",
    "pullRequestPreviewsEnabled": "previews are what this is about",
    "readReplicas": "a preview has one server",
    "region": _PLATFORM,
    "registryCredential": _PLATFORM,
    "repo": "the platform's catalogue has it",
    "rootDir": "the image says it",
    "routes": _FRONT,
    "runtime": "the image says it",
    "scaling": "a preview does not scale",
    "services": "it names no service",
    "staticPublishPath": "the image has the built files",
    "type": "it says which kind of part this is",
    "user": "previewctl sets the user of databases itself",
    "version": "it is about the file",
}


def reason_for(key: str) -> str:
    """Why a key of a blueprint is not taken over."""
    return _REASONS.get(key, "a preview has nothing like it")
