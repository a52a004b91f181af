"""Why keys of compose files have no place in a preview.yaml, as half sentences."""

from __future__ import annotations

_NAMES = "previewctl names things by their keys"
_NODES = "the platform decides about nodes and networks"
_SECURITY = "pods run under the `restricted` security profile"
_IMAGE = "the image says it"
_SIZES = "`resources` has size classes"
_DEVELOPMENT = "it is for development"
_FILES = "put the file into the image"
REASONS = {
    "annotations": "labels for other programs mean nothing in a preview",
    "attach": _IMAGE,
    "blkio_config": _NODES,
    "build": "CI builds the image before the preview is made",
    "cap_add": _SECURITY,
    "cap_drop": _SECURITY,
    "cgroup": _SECURITY,
    "configs": _FILES,
    "container_name": _NAMES,
    "cpus": _SIZES,
    "depends_on": "a preview starts databases first, then migrations, then the app",
    "deploy": _SIZES,
    "develop": _DEVELOPMENT,
    "devices": _SECURITY,
    "dns": _NODES,
    "dns_search": _NODES,
    "domainname": _NAMES,
    "entrypoint": _IMAGE,
    "env_file": "values of a file that may be a developer's own are not copied: write what the app needs into `env`",
    "expose": "previewctl knows the port",
    "extends": "what it takes over counts at its own keys",
    "external_links": _NODES,
    "extra_hosts": _NODES,
    "group_add": _SECURITY,
    "healthcheck": "previewctl has its own probes",
    "hostname": _NAMES,
    "image": "the registry is not in it: `image` has the whole name",
    "include": "import that file with --from too",
    "init": _IMAGE,
    "ipc": _SECURITY,
    "isolation": _NODES,
    "labels": "labels for other programs mean nothing in a preview",
    "links": _NODES,
    "logging": "the platform collects logs",
    "mem_limit": _SIZES,
    "mem_reservation": _SIZES,
    "memswap_limit": _SIZES,
    "name": "the repository names the service",
    "network_mode": _NODES,
    "networks": _NODES,
    "pid": _SECURITY,
    "platform": _NODES,
    "ports": "nothing is published on a machine's own ports",
    "privileged": _SECURITY,
    "profiles": "a preview runs everything that it names",
    "pull_policy": "the tag is the commit, so an image never changes",
    "read_only": _SECURITY,
    "restart": "Kubernetes restarts what stops",
    "scale": "`replicas` has the number",
    "secrets": "write a `secret:` reference for each variable",
    "security_opt": _SECURITY,
    "services": "it names no service",
    "shm_size": "a preview has what the platform gives it",
    "stdin_open": _DEVELOPMENT,
    "stop_grace_period": "the base of the runtime says it",
    "stop_signal": _IMAGE,
    "sysctls": _SECURITY,
    "tmpfs": "`/tmp` is writable",
    "tty": _DEVELOPMENT,
    "ulimits": _SECURITY,
    "user": "`user` is a number above 0",
    "userns_mode": _SECURITY,
    "version": "it is about the file",
    "volumes": "it names no volume",
    "volumes_from": "a volume is named in `volumes`",
    "working_dir": _IMAGE,
}
_OF_DATABASES = {
    "command": "previewctl starts databases in its own way",
    "entrypoint": "previewctl starts databases in its own way",
    "environment": "previewctl sets the name, the user and the password of databases itself",
    "env_file": "previewctl sets the name, the user and the password of databases itself",
    "user": "previewctl starts databases in its own way",
    "volumes": "previewctl gives databases a volume of their own",
}
_OF_CONTAINERS = {
    "environment": "a plain container takes no variables: its `command` can carry flags",
    "healthcheck": "its port is connected to",
    "volumes": "a plain container keeps nothing",
}


def reason_for(key: str) -> str:
    """Why a key of a process, or one at the top, is not taken over."""
    if key.startswith("x-"):
        return "what it holds counts where it is used"
    return REASONS.get(key, "a preview has nothing like it")


def reason_for_database(key: str) -> str:
    """Why a key of a database's service is not taken over."""
    return _OF_DATABASES.get(key) or reason_for(key)


def reason_for_container(key: str) -> str:
    """Why a key of a plain container is not taken over."""
    return _OF_CONTAINERS.get(key) or reason_for(key)
