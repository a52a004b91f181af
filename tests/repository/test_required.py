"""The variables without which a Django project's settings cannot be imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.repository.django import RequiredVariable, read_settings
from previewctl.repository.settings_classes import configuration_named_by
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
        'import os\nX = int(os.getenv("A"))',
        'import os\nX = os.environ.get("A").split(",")',
        'import os\nX = os.environ.get("A", None).lower()',
        'import os\nX = os.getenv("A") + "/x"',
        'import os\nassert "A" in os.environ',
        'import os\nassert os.environ.get("A"), "A is missing"',
        'import os\nX = os.getenv("A")\nassert X is not None',
        'import os\nif not os.getenv("A"):\n    raise ValueError("A")',
        'import os, sys\nif "A" not in os.environ:\n    print("A")\n    sys.exit(1)',
        'import os\nX = os.environ.get("A", "")\nif not X:\n    raise ValueError("A")',
        'import os\nif os.getenv("A") is None or DEBUG:\n    raise ValueError("A")\nelse:\n    pass',
        'import os\ntry:\n    X = os.environ["A"]\nexcept KeyError:\n    raise ImproperlyConfigured("A")',
        'import os\ntry:\n    X = os.environ["A"]\nfinally:\n    pass',
        'import os\ndef get(name):\n    return os.environ[name]\nX = get("A")',
        (
            'import os\ndef get(name):\n    """One."""\n    try:\n        return os.environ[name]\n'
            '    except KeyError:\n        error = f"Set {name}"\n        raise ImproperlyConfigured(error)\nX = get("A")'
        ),
        (
            "import os\ndef get(name):\n    value = os.getenv(name)\n    if not value:\n        raise ValueError(name)\n"
            '    return value\nX = get("A")'
        ),
        ENVIRON + 'X = env("A", default=environ.Env.NOTSET)',
        ENVIRON + 'X = env.str("A", env.NOTSET)',
        'from decouple import config, undefined\nX = config("A", default=undefined)',
        'from environs import env\nX = env.str("A", ...)',
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
        'import os\nX = int(os.getenv("A", "1"))',
        'import os\nX = int(os.getenv("A") or 1)',
        'import os\nX = (os.getenv("A") or "").split(",")',
        'import os\nX = os.environ.get("A", other).split(",")',
        'import os\nif not os.getenv("A"):\n    X = 1',
        'import os\nif os.getenv("A"):\n    raise ValueError("A")',
        'import os\nif DEBUG and not os.getenv("A"):\n    raise ValueError("A")',
        'import os\nif DEBUG:\n    assert os.getenv("A")',
        'import os\nassert os.getenv("A") or DEBUG',
        'import os\nassert "A" not in os.environ',
        'import os\nX = os.getenv("A")\nif not X:\n    X = "1"\nassert X',
        'import os\ntry:\n    X = os.environ["A"]\nexcept KeyError:\n    if LIVE:\n        raise',
        'import os\ntry:\n    X = os.environ["A"]\nexcept KeyError:\n    raise\nexcept ValueError:\n    pass',
        (
            "import os\ndef get(name, default=None):\n    try:\n        return os.environ[name]\n    except KeyError:\n"
            '        if default is None:\n            raise\n        return default\nX = get("A", "1")'
        ),
        (
            "import os\ndef get(name):\n    value = os.getenv(name)\n    if not value:\n        value = 1\n"
            '    return value\nX = get("A")'
        ),
        'import os\ndef get(name):\n    if DEBUG:\n        return 1\n    return os.environ[name]\nX = get("A")',
        'import os\nos.environ.update({"A": "1"})\nX = os.environ["A"]',
        'import os\nos.environ.update(A="1")\nX = os.environ["A"]',
        'import os\nos.environ.update(load())\nX = os.environ["A"]',
        'import os\nos.environ |= {"A": "1"}\nX = os.environ["A"]',
        'import os\nfor k, v in {"A": "1"}.items():\n    os.environ.setdefault(k, v)\nX = os.environ["A"]',
        'import os\nD = {"A": "1"}\nfor k, v in D.items():\n    os.environ[k] = v\nX = os.environ["A"]',
        'import os\nfor k, v in load():\n    os.environ.setdefault(k, v)\nX = os.environ["A"]',
        'import os\nfor k in ["A"]:\n    if k not in os.environ:\n        os.environ[k] = "1"\nX = os.environ["A"]',
        'import os\nif "A" not in os.environ:\n    os.environ["A"] = "1"\nX = os.environ["A"]',
        'import os\nX = os.environ.setdefault("A", "1")\nY = os.environ["A"]',
        'import os\nif DEBUG:\n    os.environ["A"] = "1"\nX = os.environ["A"]',
        ENVIRON + 'env.prefix = PREFIX\nX = env("A")',
        "",
    ],
)
def test_nothing_is_required_that_has_a_default_or_may_not_be_read(tmp_path: Path, settings: str) -> None:
    assert required(tmp_path, settings) == []


def test_what_is_set_in_a_loop_over_something_else_is_not_provided(tmp_path: Path) -> None:
    settings = 'import os\nfor k in {"B": "1"}:\n    os.environ[k] = "1"\nX = os.environ["A"]\nY = os.environ["B"]'
    assert required(tmp_path, settings) == ["A"]


def test_a_prefix_of_a_reader_belongs_to_the_name(tmp_path: Path) -> None:
    assert required(tmp_path, ENVIRON + 'env.prefix = "SHOP_"\nX = env("KEY")\nY = env.int("PORT")') == [
        "SHOP_KEY",
        "SHOP_PORT",
    ]


def test_only_what_both_entries_set_is_provided(tmp_path: Path) -> None:
    sets = 'os.environ.setdefault("A", "1")\n'
    settings = 'import os\nX = os.environ["A"]'
    tree(tmp_path / "both", {"manage.py": MANAGE + sets, "shop/wsgi.py": MANAGE + sets})
    assert required_of(tmp_path / "both", settings) == []
    tree(tmp_path / "one", {"manage.py": MANAGE + sets, "shop/wsgi.py": MANAGE})
    assert required_of(tmp_path / "one", settings) == ["A"]


def required_of(root: Path, settings: str) -> list[str]:
    """The same for a project whose other files are there already."""
    tree(root, {"shop/settings.py": settings})
    read = read_settings(root)
    assert read is not None
    return [item.name for item in read.required]


DECOUPLE = 'from decouple import config\nX = config("A")'
LOADED = 'from dotenv import load_dotenv\nimport os\nload_dotenv({})\nX = os.environ["A"]'


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        (DECOUPLE, {"settings.ini": "[settings]\nA = 1\n"}),
        (DECOUPLE, {"settings.ini": "[other]\nB: 1\n[settings]\n# x\na: 1\n"}),
        (DECOUPLE, {".env": "A=1\n"}),
        (DECOUPLE, {"shop/.env": "export A = 1\n"}),
        (LOADED.format('BASE_DIR / ".env.defaults"'), {".env.defaults": "A=1\n"}),
        (LOADED.format('os.path.join(BASE_DIR, "config", "defaults.env")'), {"config/defaults.env": "A=1\n"}),
        (LOADED.format("dotenv_path='.env.defaults'"), {".env.defaults": "B=2\nA=1\n"}),
        (LOADED.format(""), {".env": "A=1\n", ".gitignore": "*.pyc\n"}),
        (
            LOADED.replace("import os", "import os\nFILE = BASE / '.env.defaults'").format("FILE"),
            {".env.defaults": "A=1"},
        ),
        (ENVIRON + 'environ.Env.read_env("defaults.env")\nX = env("A")', {"defaults.env": "A=1\n"}),
        (ENVIRON + 'if HERE:\n    env.read_env(".env.defaults")\nX = env("A")', {".env.defaults": "A=1\n"}),
        (DECOUPLE, {".env": "A=1\n", ".gitignore": ".env*\n!.env\n"}),
    ],
)
def test_files_of_the_repository_bring_variables(tmp_path: Path, settings: str, files: dict[str, str]) -> None:
    tree(tmp_path, files)
    assert required(tmp_path, settings) == []


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        (DECOUPLE, {".env": "B=1\n"}),
        (DECOUPLE, {".env": "A=1\n", ".gitignore": "/.env\n"}),
        (DECOUPLE, {".env": "A=1\n", ".dockerignore": "**/.env\n"}),
        (DECOUPLE, {"settings.ini": "[other]\nA = 1\n"}),
        (DECOUPLE, {"settings.ini": "[settings]\nB = 1\n", ".env": "A=1\n"}),
        (DECOUPLE, {"other/.env": "A=1\n"}),
        (LOADED.format('".env.local"'), {".env.defaults": "A=1\n"}),
        (LOADED.format("os.environ['FILE'] if X else PATH"), {".env.defaults": "A=1\n"}),
        ('import os\nX = os.environ["A"]', {".env": "A=1\n"}),
    ],
)
def test_other_files_bring_none(tmp_path: Path, settings: str, files: dict[str, str]) -> None:
    tree(tmp_path, files)
    assert "A" in required(tmp_path, settings)


PYDANTIC = "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("class S(BaseSettings):\n    a: str\n    b: int = 1\ns = S()", ["A"]),
        ("class S(BaseSettings):\n    a: SecretStr\n    b: list[str] = []\nX = S().a", ["A"]),
        (
            'class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="SHOP_")\n    a: str\ns = S()',
            ["SHOP_A"],
        ),
        ('class S(BaseSettings):\n    model_config = {"env_prefix": "SHOP_"}\n    a: str | None\ns = S()', ["SHOP_A"]),
        ('class S(BaseSettings):\n    a: str\n    class Config:\n        env_prefix = "SHOP_"\ns = S()', ["SHOP_A"]),
        ('class S(BaseSettings):\n    a: str = Field(validation_alias="KEY")\ns = S()', ["KEY"]),
        ('class S(BaseSettings):\n    a: str = Field(..., alias="KEY", min_length=1)\ns = S()', ["KEY"]),
        ("class S(BaseSettings):\n    a: str = Field(min_length=1)\n    b: str = ...\ns = S()", ["A", "B"]),
        ("class S(BaseSettings):\n    a: str\nclass T(S):\n    a: str = 'x'\n    b: str\nt = T()", ["B"]),
        ("import pydantic_settings as p\nclass S(p.BaseSettings):\n    a: str\ns = S()", ["A"]),
        (
            "class S(BaseSettings):\n    model_config = SettingsConfigDict(case_sensitive=True)\n    aB: str\ns = S()",
            ["aB"],
        ),
        ("class S(BaseSettings):\n    a: str\n", []),
        ("class S(BaseSettings):\n    a: str\ndef f():\n    return S()", []),
        ("class S(BaseSettings):\n    a: str\nif DEBUG:\n    s = S()", []),
        ("class S(BaseSettings):\n    a: str\ns = S(a='x')", []),
        ("class S(BaseSettings):\n    a: str\ns = S(**values)", []),
        ("class S(BaseSettings):\n    a: str\ns = S(_env_file='x')", []),
        ("class S(BaseSettings):\n    a: Database\n    b: ClassVar[str]\ns = S()", []),
        ("class S(BaseSettings):\n    a: list = Field(default_factory=list)\n    b: str = Field('x')\ns = S()", []),
        ("class S(BaseSettings):\n    a: str = Field(validation_alias=AliasChoices('a', 'b'))\ns = S()", []),
        ("class S(BaseSettings):\n    a: str\n    def settings_customise_sources(cls):\n        pass\ns = S()", []),
        ("class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix=P)\n    a: str\ns = S()", []),
        ("from pydantic import BaseSettings\nclass S(BaseSettings):\n    a: Optional[str]\n    b: str\ns = S()", ["B"]),
        ("class S:\n    a: str\ns = S()", []),
        ("class S(S):\n    a: str\ns = S()", []),
    ],
)
def test_fields_of_pydantic_settings_without_a_default(tmp_path: Path, settings: str, names: list[str]) -> None:
    assert sorted(required(tmp_path, PYDANTIC + settings)) == names


def test_an_env_file_of_pydantic_settings_counts(tmp_path: Path) -> None:
    settings = "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_file='.env.defaults')\n    a: str\n    b: str\ns = S()"
    tree(tmp_path, {".env.defaults": "a=1\n"})
    assert required(tmp_path, PYDANTIC + settings) == ["B"]


def test_a_class_of_another_module_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, {"shop/conf.py": PYDANTIC + "class S(BaseSettings):\n    a: str\n"})
    django(tmp_path, "from shop.conf import S\n\ns = S()\n")
    read = read_settings(tmp_path)
    assert read is not None
    assert read.required == (RequiredVariable("A", "shop/settings.py", 3, any_case=True),)


CONFIGURATION = "from configurations import Configuration, values\n"


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("class Live(Configuration):\n    SECRET_KEY = values.SecretValue()", ["DJANGO_SECRET_KEY"]),
        ("class Live(Configuration):\n    A = values.Value(environ_required=True)", ["DJANGO_A"]),
        ("class Live(Configuration):\n    A = values.SecretValue(environ_prefix='SHOP', environ_name='B')", ["SHOP_B"]),
        ("class Live(Configuration):\n    A = values.SecretValue(environ_prefix=None)", ["A"]),
        ("class Live(Configuration):\n    D = values.DatabaseURLValue(environ_required=True)", ["DATABASE_URL"]),
        ("class Base(Configuration):\n    A = values.SecretValue()\nclass Live(Base):\n    pass", ["DJANGO_A"]),
        ("class Base(Configuration):\n    A = values.SecretValue()\nclass Live(Base):\n    A = 'x'", []),
        ("class Test(Configuration):\n    A = values.SecretValue()\nclass Live(Configuration):\n    pass", []),
        ("class Live(Configuration):\n    A = values.Value('x')\n    B = values.Value(environ_required=False)", []),
        ("class Live(Configuration):\n    A = values.SecretValue(environ_prefix=P)", []),
    ],
)
def test_values_of_the_class_that_is_chosen(tmp_path: Path, settings: str, names: list[str]) -> None:
    django(tmp_path, CONFIGURATION + settings)
    read = read_settings(tmp_path, None, "Live")
    assert read is not None
    assert [item.name for item in read.required] == names


@pytest.mark.parametrize(
    ("manage", "wsgi", "name"),
    [
        ('os.environ.setdefault("DJANGO_CONFIGURATION", "Live")', "", "Live"),
        (
            "os.environ['DJANGO_CONFIGURATION'] = 'Live'",
            'os.environ.setdefault("DJANGO_CONFIGURATION", "Live")',
            "Live",
        ),
        ('os.environ.setdefault("DJANGO_CONFIGURATION", "Dev")', 'os.environ["DJANGO_CONFIGURATION"] = "Live"', ""),
        ("", "", ""),
    ],
)
def test_the_files_of_a_project_choose_the_class(tmp_path: Path, manage: str, wsgi: str, name: str) -> None:
    assert configuration_named_by(tree(tmp_path, {"manage.py": manage, "shop/wsgi.py": wsgi})) == name


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
