"""Which pods a Service sends its traffic to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.verify.objects import KubeObject


def selecting(service: KubeObject, workload: KubeObject) -> bool:
    """Whether a Service selects the pods of a workload; one without a selector selects none."""
    if service.kind != "Service" or not workload.template.mapping or service.namespace != workload.namespace:
        return False
    selector = service.spec.get("selector").mapping
    labels = workload.pod_labels
    return bool(selector) and all(labels.get(name) == value.text for name, value in selector.items())
