"""kube-score's remarks on the sample."""

from __future__ import annotations

from tests.realparts import kube_score, sample


def test_a_remark_names_check_object_and_reason() -> None:
    remarks = kube_score.problems(sample.built())
    (remark,) = (
        problem
        for problem in remarks
        if problem.object == f"Job/{sample.NAMESPACE}/migrate" and problem.check == "container-resources"
    )
    assert "CPU limit is not set" in remark.message


def test_what_was_put_right_is_no_longer_remarked() -> None:
    objects = sample.built()
    sample.find(objects, "Job", "migrate")["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"][
        "cpu"
    ] = 1
    checks = {problem.check for problem in kube_score.problems(objects) if problem.object.startswith("Job/")}
    assert checks
    assert "container-resources" not in checks


def test_no_objects_have_no_remarks() -> None:
    assert kube_score.problems([]) == []
