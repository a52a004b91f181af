"""The types of fields, as pydantic reads them: a Python type, how it is read, and what its JSON Schema says.

Only the schema compiler imports this module: pydantic costs more to import than a whole lint.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from previewctl.spec import patterns, reading
from previewctl.spec.durations import DURATION_PATTERN, Duration
from previewctl.spec.placeholders import Template
from previewctl.spec.quantities import QUANTITY_PATTERN, Quantity
from previewctl.spec.targets import TARGET_PATTERN, Target
from previewctl.spec.urls import HTTP_URL_PATTERN, HTTPS_URL_PATTERN, ORIGIN_PATTERN

_SCALAR = ["string", "number", "boolean"]
_ARGUMENTS = {"type": "array", "items": {"type": _SCALAR}, "minItems": 1}


class Characters:
    """A text of a given shape; a plain YAML scalar counts as the characters that were written."""

    def __init__(self, pattern: str | None = None, *, minimum: int = 0, maximum: int = 4096, **form: Any) -> None:
        """`minimum` and `maximum` bound the length; `form` overrides keywords of the JSON Schema."""
        self.core = core_schema.str_schema(pattern=pattern, min_length=minimum or None, max_length=maximum)
        self.form = form

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(reading.as_text, self.core)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **self.form}


class Number:
    """A number between two bounds; text that looks like one is refused."""

    def __init__(self, minimum: int, maximum: int, *, fraction: bool = False) -> None:
        """`fraction` allows numbers that are not whole."""
        schema = core_schema.float_schema if fraction else core_schema.int_schema
        self.core: CoreSchema = schema(strict=not fraction, ge=minimum, le=maximum)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(reading.as_value, self.core)


class Switch:
    """`true` or `false`; words such as `yes` are texts and refused."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(reading.as_value, core_schema.bool_schema(strict=True))


class Parsed:
    """A field written as text and held as the value that `parse` makes of it."""

    def __init__(self, parse: Callable[[str], Any], *, maximum: int = 512, **form: Any) -> None:
        """`maximum` is the text's length in characters, `form` its JSON Schema."""
        self.parse = parse
        self.maximum = maximum
        self.form = form

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.no_info_before_validator_function(
            reading.as_text, core_schema.str_schema(max_length=self.maximum)
        )
        return core_schema.no_info_after_validator_function(self.parse, text)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.form)


class Shorthand:
    """A field that is a mapping or a list, or something shorter that `expand` turns into that."""

    def __init__(self, expand: Callable[[Any], Any], **form: Any) -> None:
        """`form` is the JSON Schema of the short form."""
        self.expand = expand
        self.form = form

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [self.form, handler(core)]}


class OrFalse:
    """A field that is what its type says, or `false`, which `reading.unless_false` turns into an empty value."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(reading.unless_false, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": False}, handler(core)]}


Text = Annotated[str, Characters(type=_SCALAR)]
NonEmpty = Annotated[str, Characters(minimum=1)]
PatchText = Annotated[str, Characters(minimum=1, maximum=65_536)]
Flag = Annotated[bool, Switch()]
Port = Annotated[int, Number(1, 65_535)]
UserId = Annotated[int, Number(1, 2_147_483_647)]
Replicas = Annotated[int, Number(0, 10)]
Count = Annotated[int, Number(0, 1_000_000)]
Seconds = Annotated[int, Number(30, 86_400)]
SecretLength = Annotated[int, Number(16, 256)]
Price = Annotated[float, Number(0, 1_000_000, fraction=True)]

ServiceName = Annotated[str, Characters(patterns.SERVICE_NAME, maximum=40)]
Name = Annotated[str, Characters(patterns.NAME, maximum=40)]
DnsName = Annotated[str, Characters(patterns.DNS_NAME, maximum=253)]
LabelValue = Annotated[str, Characters(patterns.LABEL_VALUE, maximum=63)]
LabelKey = Annotated[str, Characters(patterns.LABEL_KEY, maximum=253)]
PullRequestLabel = Annotated[str, Characters(patterns.PULL_REQUEST_LABEL, maximum=50)]
EnvName = Annotated[str, Parsed(reading.as_env_name, maximum=128, type="string", pattern=patterns.ENV_NAME)]
ConfigKey = Annotated[str, Characters(patterns.CONFIG_KEY, maximum=64)]
JiraField = Annotated[str, Characters(patterns.JIRA_FIELD, maximum=64)]
SecretKey = Annotated[str, Parsed(reading.as_env_name, maximum=128, type="string", pattern=patterns.ENV_NAME)]
Extension = Annotated[str, Characters(patterns.EXTENSION, maximum=63)]
Image = Annotated[str, Characters(patterns.IMAGE, maximum=512)]
ImageRepository = Annotated[str, Characters(patterns.IMAGE_REPOSITORY, maximum=255)]
Registry = Annotated[str, Characters(patterns.REGISTRY, maximum=255)]
Version = Annotated[str, Characters(patterns.VERSION, maximum=40, type=["string", "number"])]
HttpPath = Annotated[str, Characters(patterns.HTTP_PATH, maximum=1024)]
HttpUrl = Annotated[str, Parsed(reading.as_http_url, maximum=2048, type="string", pattern=HTTP_URL_PATTERN)]
HttpsUrl = Annotated[str, Parsed(reading.as_https_url, maximum=2048, type="string", pattern=HTTPS_URL_PATTERN)]
Origin = Annotated[str, Parsed(reading.as_origin, maximum=512, type="string", pattern=ORIGIN_PATTERN)]
GitUrl = Annotated[str, Characters(patterns.GIT_URL, maximum=2048)]
AbsolutePath = Annotated[str, Characters(patterns.PATH, maximum=1024)]
RelativePath = Annotated[str, Characters(patterns.RELATIVE_PATH, maximum=1024)]
PlatformPath = Annotated[str, Characters(patterns.PLATFORM_PATH, maximum=1024)]
ProxyPath = Annotated[str, Characters(patterns.PROXY_PATH, maximum=256)]
SecretPath = Annotated[str, Characters(patterns.SECRET_PATH, maximum=512)]
SecretReference = Annotated[str, Characters(patterns.SECRET_REFERENCE, maximum=640)]
Login = Annotated[str, Characters(patterns.GITHUB_LOGIN, maximum=48)]
AwsRegion = Annotated[str, Characters(patterns.AWS_REGION, maximum=40)]
Owner = Annotated[str, Characters(patterns.GITHUB_OWNER, maximum=39)]
Repository = Annotated[str, Characters(patterns.GITHUB_REPOSITORY, maximum=140)]
Branch = Annotated[str, Characters(patterns.BRANCH, maximum=244)]
IpRange = Annotated[str, Parsed(reading.as_ip_range, maximum=64, type="string", pattern=patterns.IP_RANGE)]
SleepHours = Annotated[str, Characters(patterns.SLEEP_HOURS)]
TimeZone = Annotated[str, Characters(patterns.TIME_ZONE, maximum=64)]

Lasting = Annotated[Duration, Parsed(reading.as_duration, type="string", pattern=DURATION_PATTERN)]
Timeout = Annotated[Duration, Parsed(reading.as_timeout, type="string", pattern=DURATION_PATTERN)]
Cores = Annotated[Quantity, Parsed(reading.as_cores, type=["string", "number"], pattern=QUANTITY_PATTERN)]
Bytes = Annotated[Quantity, Parsed(reading.as_size, type=["string", "number"], pattern=QUANTITY_PATTERN)]
TemplateText = Annotated[Template, Parsed(reading.as_template, maximum=65_536, type=_SCALAR)]
TargetText = Annotated[Target, Parsed(reading.as_target, type="string", pattern=TARGET_PATTERN)]
Date = Annotated[date, Parsed(reading.as_date, type="string", format="date")]
Command = Annotated[tuple[Text, ...], MinLen(1), MaxLen(256)]
CheckCommand = Annotated[Command, OrFalse()]
EnvNames = Annotated[tuple[EnvName, ...], Shorthand(reading.as_list, type="string", pattern=patterns.ENV_NAME)]

SHORT_VALUE = Shorthand(reading.short_value, type=_SCALAR)
SHORT_URL = Shorthand(reading.short_url, type="string", pattern=patterns.ENV_NAME)
SHORT_HOST = Shorthand(reading.short_host, type="string", pattern=patterns.ENV_NAME)
SHORT_TARGET = Shorthand(reading.short_target, type="string", pattern=TARGET_PATTERN)
SHORT_SIZE = Shorthand(reading.short_size, type="string", pattern=patterns.NAME)
SHORT_COMMAND = Shorthand(reading.short_command, **_ARGUMENTS)
SINGLE_MIGRATION = Shorthand(
    reading.one_migration,
    type="object",
    properties={
        "command": _ARGUMENTS,
        "timeout": {"type": "string", "pattern": DURATION_PATTERN},
        "name": {"type": "string", "pattern": patterns.NAME},
        "image": {"type": "string", "pattern": patterns.IMAGE},
        "check": {"anyOf": [{"const": False}, _ARGUMENTS]},
    },
    required=["command"],
    additionalProperties=False,
)
NOT_EMPTY = MinLen(1)
FEW = MaxLen(50)
SEVERAL = MaxLen(200)
MANY = MaxLen(2_000)
