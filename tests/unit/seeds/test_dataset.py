"""Datasets are read from their directories, and nothing leads out of these."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from previewctl.seeds.dataset import Dataset, read_dataset, version_directories
from previewctl.seeds.files import data_files, list_files
from tests.unit.seeds.datasets import dataset, declaration, write

if TYPE_CHECKING:
    from pathlib import Path


def messages(directory: Path) -> list[str]:
    found = read_dataset(directory)
    assert isinstance(found, list), found
    return [item.message for item in found]


def test_files_are_in_load_order(tmp_path: Path) -> None:
    files = (
        "mongodb/events.ndjson",
        "redis/1_a.redis",
        "postgres/10_z.csv",
        "postgres/2_a.csv",
        "postgres/01_schema.sql",
    )
    found = dataset(tmp_path, dict.fromkeys(files, "x"))
    assert [file.path for file in found.files] == [
        "postgres/01_schema.sql",
        "postgres/2_a.csv",
        "postgres/10_z.csv",
        "redis/1_a.redis",
        "mongodb/events.ndjson",
    ]
    assert [(file.name, file.number, file.ending) for file in found.files_of("postgres")] == [
        ("schema", "01", ".sql"),
        ("a", "2", ".csv"),
        ("z", "10", ".csv"),
    ]
    assert [file.name for file in found.files_of("mongodb")] == ["events"]


def test_what_seed_yaml_says(tmp_path: Path) -> None:
    more = (
        "migrations: {orders: 0002_total, people: [0003_a, 0003_b]}\nallow: {emailDomains: ['@Acme.dev'], texts: [7]}\n"
    )
    found = dataset(tmp_path, {"postgres/01_a.csv": "id\n", "redis/01_a.redis": "SET a b\n"}, more)
    assert (found.name, found.version) == ("orders", "2026.11.1")
    assert found.images == {"postgres": "postgres:17.7-bookworm", "redis": "redis:7.4.7-bookworm"}
    assert dict(found.migrations) == {"orders": ("0002_total",), "people": ("0003_a", "0003_b")}
    assert found.allowed.email_domains == {"acme.dev"}
    assert found.allowed.texts == {"7"}
    postgres = found.engine("postgres")
    assert postgres is not None
    assert postgres.version == "17"
    assert found.engine("mongodb") is None
    assert found.path_of("postgres/01_a.csv") == f"{(tmp_path / 'orders').as_posix()}/postgres/01_a.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1.0.1\nengines: {}\n", "`name` is missing"),
        ("name: Orders\nversion: 1.0.1\nengines: {}\n", "`name` is `Orders`"),
        ("name: orders\nversion: latest\nengines: {}\n", "`version` is `latest`"),
        ("name: orders\nversion: 1.0.1\n", "`engines` is missing"),
        ("name: orders\nversion: 1.0.1\nengines: [postgres]\n", "`engines` is no mapping"),
        ("name: orders\nversion: 1.0.1\nengines: {mysql: {}}\n", "there is no key `mysql` here"),
        ("name: orders\nversion: 1.0.1\nengines: {postgres: 17}\n", "`postgres` is no mapping"),
        ("name: orders\nversion: 1.0.1\nengines: {}\nmigration: {}\n", "there is no key `migration` here"),
        ("name: orders\nversion: 1.0.1\nengines: {}\nmigrations: {orders: }\n", "`orders` names no migration"),
        ("name: orders\nversion: 1.0.1\nengines: {}\nmigrations: {orders: ../x}\n", "`orders` names no migration"),
        ("name: orders\nversion: 1.0.1\nengines: {}\nallow: {texts: a}\n", "`texts` is no list of texts"),
        ("name: orders\nversion: 1.0.1\nengines: {}\nallow: [a]\n", "`allow` is no mapping"),
    ],
)
def test_a_seed_yaml_that_says_too_little(text: str, message: str, tmp_path: Path) -> None:
    assert message in messages(write(tmp_path / "orders", {"seed.yaml": text}))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ("postgres:17", "the tag `17` can come to mean another image"),
        ("postgres:latest", "the tag `latest` can come to mean another image"),
        ("postgres:17-bookworm", "the tag `17-bookworm` can come to mean another image"),
        ("postgres:16.4", "`16.4` is not postgres 17"),
        (f"postgres:16.4@sha256:{'0' * 64}", "`16.4` is not postgres 17"),
    ],
)
def test_an_image_that_is_not_exact(image: str, message: str, tmp_path: Path) -> None:
    text = f'name: orders\nversion: 1.0.1\nengines: {{postgres: {{version: "17", image: "{image}"}}}}\n'
    assert messages(write(tmp_path / "orders", {"seed.yaml": text})) == [message]


@pytest.mark.parametrize(
    "image", ["postgres:17.7", "registry.acme.dev:5000/postgres:17.7-x", f"postgres@sha256:{'0' * 64}"]
)
def test_an_exact_image(image: str, tmp_path: Path) -> None:
    text = f'name: orders\nversion: 1.0.1\nengines: {{postgres: {{version: "17", image: "{image}"}}}}\n'
    found = read_dataset(write(tmp_path / "orders", {"seed.yaml": text}))
    assert isinstance(found, Dataset)
    assert found.images == {"postgres": image}


def test_a_dataset_is_called_like_its_directory(tmp_path: Path) -> None:
    text = declaration("postgres")
    assert messages(write(tmp_path / "people", {"seed.yaml": text})) == ["this is `orders`, in the directory `people`"]
    assert isinstance(read_dataset(tmp_path / "people", anywhere=True), Dataset)


def test_versions_stand_side_by_side(tmp_path: Path) -> None:
    home = tmp_path / "orders"
    for version in ("2026.9.1", "2026.11.1"):
        write(home / version, {"seed.yaml": declaration("redis", version=version), "redis/01_a.redis": "SET a b\n"})
    assert [path.name for path in version_directories(home)] == ["2026.9.1", "2026.11.1"]
    assert all(isinstance(read_dataset(path), Dataset) for path in version_directories(home))
    write(home / "2026.12.1", {"seed.yaml": declaration("redis", version="2026.12.2")})
    assert messages(home / "2026.12.1") == ["this is `2026.12.2`, in the directory `2026.12.1`"]


def test_another_version_is_no_part_of_this_one(tmp_path: Path) -> None:
    found = dataset(
        tmp_path, {"redis/01_a.redis": "SET a b\n", "2026.1.1/seed.yaml": "x", "2026.1.1/redis/01_b.redis": "y"}
    )
    assert [file.path for file in found.files] == ["redis/01_a.redis"]
    assert found.strays == ()


def test_an_engine_s_directory_is_never_another_version(tmp_path: Path) -> None:
    found = dataset(tmp_path, {"redis/01_a.redis": "SET a b\n", "redis/seed.yaml": "x"})
    assert [stray.path for stray in found.strays] == ["redis/seed.yaml"]


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    home = write(tmp_path / "orders", {"seed.yaml": declaration("redis"), "redis/01_a.redis": "SET a b\n"})
    (home / "redis" / "02_b.redis").symlink_to("/etc/passwd")
    (home / "postgres").symlink_to(tmp_path)
    os.mkfifo(home / "redis" / "03_c.redis")
    found = read_dataset(home)
    assert isinstance(found, Dataset)
    assert [file.path for file in found.files] == ["redis/01_a.redis"]
    assert [(stray.path, stray.reason) for stray in found.strays] == [
        ("postgres", "a symbolic link"),
        ("redis/02_b.redis", "a symbolic link"),
        ("redis/03_c.redis", "no regular file"),
    ]


def test_a_seed_yaml_that_is_a_link(tmp_path: Path) -> None:
    secret = write(tmp_path, {"secret": "name: x"}) / "secret"
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "seed.yaml").symlink_to(secret)
    assert messages(tmp_path / "orders") == ["this file is a symbolic link"]


def test_names_that_no_report_can_show(tmp_path: Path) -> None:
    home = write(
        tmp_path / "orders", {"seed.yaml": declaration("redis"), "redis/01_a\n.redis": "x", "redis/01_\x1b.redis": "x"}
    )
    found = data_files(list_files(home))
    assert found[0] == ()
    assert {stray.reason for stray in found[1]} == {"named with characters that are not shown"}


def test_a_directory_that_is_too_deep(tmp_path: Path) -> None:
    home = write(tmp_path / "orders", {"a/b/c/d/e/f.csv": "x"})
    assert [stray.path for stray in list_files(home).refused] == ["a/b/c/d/e"]


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    assert messages(tmp_path / "orders") == ["this file does not exist"]
