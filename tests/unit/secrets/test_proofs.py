"""The proofs about secrets: each holds for the built examples, and each is refuted by the one edit that breaks it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from previewctl.cli.inputs import PlatformOptions, PullRequestOptions, Reader
from previewctl.secrets.building import Built, built
from previewctl.secrets.flow import ways
from previewctl.secrets.proofs import Proof, Subject, proofs
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml
from previewctl.verify.objects import KubeObject, objects_in

if TYPE_CHECKING:
    from previewctl.compilation import LoadedPlatform
    from previewctl.plan.model import Environment

SHOP = Path(__file__).parents[3] / "examples" / "shop"
SERVICES = ("orders-api", "billing-api", "shop-web")


@cache
def example(service: str) -> tuple[Environment, LoadedPlatform, Built]:
    read = Reader(PullRequestOptions(42, "x", "0" * 40)).read([str(SHOP / service)], PlatformOptions())
    assert read.platform is not None
    environment = read.planned[0].environment
    return environment, read.platform, built(environment, read.platform.spec)


def objects(text: str) -> list[KubeObject]:
    documents = read_foreign_yaml(text)
    assert not isinstance(documents, ForeignProblem)
    return list(objects_in(documents, "added.yaml"))


def judged(service: str, added: str = "", control: str = "") -> dict[str, Proof]:
    environment, platform, found = example(service)
    subject = Subject(
        environment, [*found.preview, *objects(added)], [*found.control, *objects(control)], platform.spec
    )
    return {proof.claim: proof for proof in proofs(subject)}


def pod(extra: str, image: str = "", name: str = "added") -> str:
    """A Deployment with one container, of the service's own image or another one."""
    own, _, _ = example("orders-api")
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      containers:
        - name: app
          image: {image or own.image}
{extra}
"""


KEY = """
          env:
            - {name: STRIPE_KEY, valueFrom: {secretKeyRef: {name: env-stripe-key, key: test_key}}}
"""


@pytest.mark.parametrize("service", SERVICES)
def test_every_proof_holds_for_the_examples(service: str) -> None:
    found = judged(service)
    assert len(found) == 8
    assert [proof for proof in found.values() if not proof.holds] == []


@pytest.mark.parametrize(
    ("claim", "added", "against"),
    [
        (
            "none of the store's reaches an image that is not the service's own",
            pod(KEY, "axllent/mailpit:v1.27"),
            "Deployment/added gives Secret/env-stripe-key to `app` of the image axllent/mailpit:v1.27",
        ),
        (
            "none is an argument or a probe",
            pod(KEY + "          args: ['--key=$(STRIPE_KEY)']"),
            "Deployment/added has `$(STRIPE_KEY)` in `app`",
        ),
        (
            "none is an argument or a probe",
            pod(KEY + "          livenessProbe: {exec: {command: [probe, '$(STRIPE_KEY)']}}"),
            "Deployment/added has `$(STRIPE_KEY)` in `app`",
        ),
        (
            "none reaches a ConfigMap",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: nginx}, data: {site: 'set $key ${STRIPE_KEY};'}}",
            "ConfigMap/nginx has `STRIPE_KEY` of Secret/env-stripe-key in `site`",
        ),
        (
            "none reaches a ConfigMap",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: urls}, data: {U: 'postgres://$(DATABASE_URL)'}}",
            "ConfigMap/urls has `DATABASE_URL` of Secret/postgres in `U`",
        ),
        (
            "none reaches a bundle for browsers",
            pod("""
          env:
            - {name: VITE_KEY, valueFrom: {secretKeyRef: {name: env-stripe-key, key: test_key}}}
"""),
            "Deployment/added gets `VITE_KEY`, which bundlers put into what browsers load",
        ),
        (
            "no other object names a Secret",
            "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {tls: [{secretName: secrets-0}]}}",
            "Ingress/i names Secret/secrets-0",
        ),
        (
            "no other object names a Secret",
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: s}, imagePullSecrets: [{name: env-stripe-key}]}",
            "ServiceAccount/s names Secret/env-stripe-key",
        ),
        (
            "no other object names a Secret",
            "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {KEY: value}}",
            "Secret/s is written out",
        ),
        (
            "every secret of the store lies within what the service may read",
            "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e}, spec: {data: [{secretKey: A, remoteRef: {key: preview/billing-api, property: A}}]}}",
            "ExternalSecret/e reads `preview/billing-api`",
        ),
        (
            "every secret of the store lies within what the service may read",
            "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e}, spec: {dataFrom: [{extract: {key: preview/orders-api/../billing-api}}]}}",
            "ExternalSecret/e reads `preview/orders-api/../billing-api`",
        ),
        (
            "every secret of the store lies within what the service may read",
            "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e}, spec: {secretStoreRef: {kind: ClusterSecretStore, name: production}}}",
            "ExternalSecret/e reads another store, `production`",
        ),
        (
            "every secret of the store lies within what the service may read",
            "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e}, spec: {dataFrom: [{find: {name: {regexp: '.*'}}}]}}",
            "ExternalSecret/e searches for secrets",
        ),
    ],
)
def test_one_object_refutes_what_it_breaks_and_nothing_else(claim: str, added: str, against: str) -> None:
    found = judged("orders-api", added)
    assert found[claim].against == (against,)
    assert {proof.claim for proof in found.values() if not proof.holds} == {claim}


def test_a_secret_of_a_frontend_is_a_secret_of_every_browser() -> None:
    external = """
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: e}
spec: {data: [{secretKey: A, remoteRef: {key: preview/shop-web, property: A}}]}
---
"""
    found = judged("shop-web", external + pod("          envFrom: [{secretRef: {name: e}}]"))
    assert found["none reaches a bundle for browsers"].against == ("Deployment/added gets Secret/e",)


@pytest.mark.parametrize(
    "generators",
    [
        "[{pullRequest: {github: {owner: acme, repo: orders-api}}}]",
        "[{matrix: {generators: [{pullRequest: {}}, {git: {directories: [{path: x}]}}]}}]",
        "[{matrix: {generators: [{pullRequest: {}}, {git: {files: [{path: 'x/other.json'}]}}]}}]",
    ],
)
def test_applications_without_a_record_would_let_forks_in(generators: str) -> None:
    control = f"{{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, metadata: {{name: open}}, spec: {{generators: {generators}}}}}"
    found = judged("orders-api", control=control)
    assert found["none reaches a fork"].against == (
        "ApplicationSet/open makes Applications of what nobody has published",
    )


def test_a_value_in_the_plan_would_be_known() -> None:
    environment, platform, found = example("orders-api")
    leaked = tuple(
        variable._replace(value="hunter2") if variable.name == "STRIPE_KEY" else variable
        for variable in environment.variables
    )
    subject = Subject(environment._replace(variables=leaked), found.preview, found.control, platform.spec)
    refuted = {proof.claim: proof.against for proof in proofs(subject) if not proof.holds}
    assert refuted == {"no value is known outside of the cluster": ("the plan has a value of `STRIPE_KEY`",)}


def test_the_way_of_a_secret_is_told_key_by_key() -> None:
    _, _, found = example("orders-api")
    stripe = next(way for way in ways(found.preview) if way.key.source == "preview/orders-api/stripe")
    assert stripe.key == ("env-stripe-key", "preview/orders-api/stripe", "test_key", "env-stripe-key", "test_key")
    assert {receiver.variable for receiver in stripe.receivers} == {"STRIPE_KEY"}
    assert {receiver.workload for receiver in stripe.receivers} >= {
        "Deployment/web",
        "Deployment/worker",
        "Job/migrate",
    }


def test_the_way_of_a_password_goes_on_into_the_url() -> None:
    _, _, found = example("orders-api")
    password = next(way for way in ways(found.preview) if way.key.secret == "postgres")
    assert {receiver.through for receiver in password.receivers if receiver.through} == {("DATABASE_URL",)}


def test_a_secret_that_is_mounted_is_a_file() -> None:
    mounted = """
          volumeMounts: [{name: keys, mountPath: /keys}]
      volumes: [{name: keys, projected: {sources: [{secret: {name: env-stripe-key}}]}}]
"""
    _, _, found = example("orders-api")
    stripe = next(way for way in ways([*found.preview, *objects(pod(mounted))]) if way.key.secret == "env-stripe-key")
    assert ("Deployment/added", "/keys") in {(receiver.workload, receiver.file) for receiver in stripe.receivers}


@pytest.mark.parametrize("service", SERVICES)
def test_external_secrets_are_of_version_1_and_name_their_keys(service: str) -> None:
    environment, _, found = example(service)
    external = {item.name: item for item in found.preview if item.kind == "ExternalSecret"}
    assert {item.node.get("apiVersion").text for item in external.values()} <= {"external-secrets.io/v1"}
    for secret in environment.remote_secrets:
        named = [
            (entry.get("secretKey").text, entry.get("remoteRef", "key").text, entry.get("remoteRef", "property").text)
            for entry in external[secret.name].spec.get("data").items
        ]
        assert named == [(key.key, key.remote, key.property) for key in secret.keys]
        assert bool(external[secret.name].spec.get("dataFrom").items) == (not secret.keys)
