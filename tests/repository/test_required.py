"""The variables without which a Django project's settings cannot be imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.repository.django import RequiredVariable, read_settings
from tests.repository.trees import MANAGE, django, tree

if TYPE_CHECKING:
    from pathlib import Path

ENVIRON = "import environ\nenv = environ.Env()\n"


def required(root: Path, settings: str) -> list[str]:
    django(root, settings)
    read = read_settings(root)
    assert read is not None
    return [item.name for item in read.required]


@pytest.mark.parametrize(
    "settings",
    [
        'import os\nX = os.environ["A"]',
        'from os import environ\nX = environ["A"]',
        'import os as o\nX = o.environ["A"]',
        ENVIRON + 'X = env("A")',
        ENVIRON + 'X = env.bool("A")',
        ENVIRON + 'X = env.list(var="A")',
        ENVIRON + 'DATABASES = {"default": env.db("A")}',
        ENVIRON + 'X = [item for item in env.list("A")]',
        ENVIRON + 'if env("A"):\n    pass',
        ENVIRON + 'X = env("A") if True else 1' + '\nY = env("A")',
        ENVIRON + 'class Base:\n    X = env("A")',
        ENVIRON + 'with open("x") as file:\n    X = env("A")',
        ENVIRON + 'X = env("A") or env("B")',
        "from environ import Env\nenv: Env = Env()\n" + 'X = env.str("A")',
        "from environs import Env\nenv = Env()\n" + 'X = env.int("A")',
        "from environs import env\n" + 'X = env.str("A")',
        'from decouple import config\nX = config("A")',
        'from decouple import config\nX = config("A", cast=bool)',
        'import decouple\nX = decouple.config("A")',
        'from decouple import AutoConfig\nread = AutoConfig()\nX = read("A")',
        "import os\nX = f\"{os.environ['A']}/x\"",
    ],
)
def test_read_at_import_without_a_default(tmp_path: Path, settings: str) -> None:
    assert required(tmp_path, settings) == ["A"]


@pytest.mark.parametrize(
    "settings",
    [
        'import os\nX = os.environ.get("A")',
        'import os\nX = os.getenv("A")',
        'import os\nX = os.environ["A" + "B"]',
        'import os\nNAME = "A"\nX = os.environ[NAME]',
        'import os\nos.environ["A"] = "x"',
        'import os\nos.environ["A"] = "x"\nX = os.environ["A"]',
        'import os\nos.environ.setdefault("A", "x")\nX = os.environ["A"]',
        'import os\ndef f():\n    return os.environ["A"]',
        'import os\nX = lambda: os.environ["A"]',
        'import os\nif DEBUG:\n    X = os.environ["A"]',
        'import os\nif DEBUG:\n    pass\nelse:\n    X = os.environ["A"]',
        'import os\ntry:\n    X = os.environ["A"]\nexcept KeyError:\n    X = ""',
        'import os\nfrom contextlib import suppress\nwith suppress(KeyError):\n    X = os.environ["A"]',
        'import os\nX = os.environ["A"] if DEBUG else ""',
        'import os\nX = DEBUG or os.environ["A"]',
        'import os\nX = [os.environ["A"] for _ in ITEMS]',
        'X = environ["A"]',
        'X = {"A": 1}["A"]',
        ENVIRON + 'X = env("A", default="x")',
        ENVIRON + 'X = env.str("A", "x")',
        ENVIRON + 'X = env("A", **options)',
        "import environ\nenv = environ.Env(A=(bool, False))\nX = env('A')",
        "from environs import Env\nenv = Env()\nwith env.prefixed('P_'):\n    X = env('A')",
        "from environs import Env\nenv = Env(prefix='P_')\nX = env('A')",
        'from decouple import config\nX = config("A", default=None)',
        'import os\ndef get(name):\n    return os.environ[name]\nX = get("A")',
        "",
    ],
)
def test_nothing_is_required_that_has_a_default_or_may_not_be_read(tmp_path: Path, settings: str) -> None:
    assert required(tmp_path, settings) == []


def test_each_variable_is_named_once_with_its_first_place(tmp_path: Path) -> None:
    django(tmp_path, 'import os\nB = os.environ["B"]\nA = os.environ["A"]\nC = os.environ["A"]\n')
    read = read_settings(tmp_path)
    assert read is not None
    assert read.required == (
        RequiredVariable("B", "shop/settings.py", 2),
        RequiredVariable("A", "shop/settings.py", 3),
    )
    assert (read.module, read.path) == ("shop.settings", "shop/settings.py")


def test_own_modules_are_followed(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.live")\n',
            "shop/settings/__init__.py": "",
            "shop/settings/live.py": "from .base import *\nfrom shop.parts import cache\nX = env('LIVE')\n",
            "shop/settings/base.py": "from shop.env import env\nX = env('BASE')\n",
            "shop/parts/cache.py": "import os\nX = os.environ['CACHE']\n",
            "shop/env.py": "import environ\nenv = environ.Env(BASE=(str, 'x'))\n",
        },
    )
    read = read_settings(tmp_path)
    assert read is not None
    assert [(item.name, item.path) for item in read.required] == [
        ("CACHE", "shop/parts/cache.py"),
        ("LIVE", "shop/settings/live.py"),
    ]


def test_modules_that_import_each_other_end(tmp_path: Path) -> None:
    files = {"shop/a.py": "from shop.settings import *\nimport os\nX = os.environ['A']\n"}
    tree(tmp_path, {"manage.py": MANAGE, "shop/settings.py": "from shop.a import *\n", **files})
    read = read_settings(tmp_path)
    assert read is not None
    assert [item.name for item in read.required] == ["A"]


def test_imports_do_not_leave_the_repository(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("import os\nX = os.environ['A']\n")
    django(tmp_path / "inside", "from ...outside import *\nfrom ....... import x\nfrom . import *\n")
    read = read_settings(tmp_path / "inside")
    assert read is not None
    assert read.required == ()


def settings_of(root: Path, **modules: str) -> str:
    files = {f"shop/settings/{name}.py": "X = 1\nSECRET_KEY = 'x'\n" for name in ("base", "live", "dev")}
    files |= {
        name.replace("__", "/") + ".py": f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", {module})\n'
        for name, module in modules.items()
    }
    tree(root, {"shop/settings/__init__.py": "", **files})
    read = read_settings(root)
    return read.module if read else ""


def test_what_serves_the_site_names_the_settings(tmp_path: Path) -> None:
    assert (
        settings_of(tmp_path, manage='"shop.settings.dev"', shop__wsgi='"shop.settings.live"') == "shop.settings.live"
    )


def test_manage_py_names_them_where_nothing_else_does(tmp_path: Path) -> None:
    assert settings_of(tmp_path, manage='"shop.settings.dev"') == "shop.settings.dev"


def test_settings_for_development_count_less_than_those_of_celery(tmp_path: Path) -> None:
    found = settings_of(tmp_path, manage='"shop.settings.dev"', shop__celery='"shop.settings.live"')
    assert found == "shop.settings.live"


def test_a_name_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    assert settings_of(tmp_path, shop__wsgi='"gone.settings"', manage='"shop.settings.base"') == "shop.settings.base"


def test_an_empty_package_is_passed_over(tmp_path: Path) -> None:
    assert settings_of(tmp_path, shop__wsgi='"shop.settings"', manage='"shop.settings.base"') == "shop.settings.base"


def test_a_fallback_and_the_branch_without_its_condition_name_settings(tmp_path: Path) -> None:
    assert settings_of(tmp_path / "a", manage='os.getenv("S", "shop.settings.base")') == "shop.settings.base"
    choice = '"shop.settings.live" if "AZURE" in os.environ else "shop.settings.dev"'
    assert settings_of(tmp_path / "b", manage=choice) == "shop.settings.dev"


def test_the_module_may_be_given(tmp_path: Path) -> None:
    tree(tmp_path, {"manage.py": MANAGE, "shop/settings.py": "", "shop/live.py": "import os\nX = os.environ['A']\n"})
    read = read_settings(tmp_path, "shop.live")
    assert read is not None
    assert [item.name for item in read.required] == ["A"]
    assert read_settings(tmp_path, "shop.gone") is None
    assert read_settings(tmp_path, "../shop") is None


def test_a_source_directory_is_found(tmp_path: Path) -> None:
    tree(tmp_path, {"src/manage.py": MANAGE, "src/shop/settings.py": "import os\nX = os.environ['A']\n"})
    read = read_settings(tmp_path)
    assert read is not None
    assert read.required == (RequiredVariable("A", "src/shop/settings.py", 2),)


def test_there_is_nothing_to_read_in_an_empty_directory_or_none(tmp_path: Path) -> None:
    assert read_settings(tmp_path) is None
    assert read_settings(tmp_path / "gone") is None


def test_settings_with_an_error_are_none(tmp_path: Path) -> None:
    django(tmp_path, "def (")
    assert read_settings(tmp_path) is None


def test_importing_the_reader_loads_nothing_heavy() -> None:
    code = "import sys; before = set(sys.modules); import previewctl.repository.django, previewctl.repository.dockerfile; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"ast", "yaml", "tomllib", "json", "configparser", "pydantic"} & set(done.stdout.split())
