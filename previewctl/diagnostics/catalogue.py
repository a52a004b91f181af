"""Every diagnostic code: its slug and its severity. A code never changes its meaning and is never used again."""

from __future__ import annotations

from typing import NamedTuple

from previewctl.diagnostics.excerpt import LONGEST_MESSAGE, printable, shortened
from previewctl.diagnostics.model import Diagnostic, Fix, Location, Related, Severity


class Code(NamedTuple):
    """A kind of finding. `summary` completes the sentence "previewctl reports …".

    `ignorable`: an author may silence it. What protects the platform is not: a pull request brings its own comments.
    `sensitive`: it points at a secret, so its text is not to be shown.
    """

    code: str
    slug: str
    severity: Severity
    summary: str
    ignorable: bool
    sensitive: bool = False

    def at(
        self,
        location: Location,
        message: str,
        *,
        label: str = "",
        help: str = "",  # noqa: A002 - the field's name in the output
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        subject: str = "",
    ) -> Diagnostic:
        """A diagnostic of this kind at `location`; `severity` where the circumstances make it weigh more or less."""
        message, help, label = (shortened(printable(text), LONGEST_MESSAGE) for text in (message, help, label))  # noqa: A001
        weight = severity or self.severity
        return Diagnostic(self.code, self.slug, weight, message, location, label, help, related, fix, subject)

    @property
    def url(self) -> str:
        """The page about it."""
        return f"https://previewctl.dev/rules/{self.code}"


def _error(code: str, slug: str, summary: str) -> Code:
    return Code(code, slug, Severity.ERROR, summary, ignorable=False)


def _suspicion(code: str, slug: str, summary: str) -> Code:
    """An error that rests on a guess, so its author may know better."""
    return Code(code, slug, Severity.ERROR, summary, ignorable=True)


def _leak(code: str, slug: str, summary: str) -> Code:
    """A suspicion that a secret stands there."""
    return Code(code, slug, Severity.ERROR, summary, ignorable=True, sensitive=True)


def _exposure(code: str, slug: str, summary: str) -> Code:
    """The same in a file that has no comments of ours; the dataset's own list of what is allowed silences it."""
    return Code(code, slug, Severity.ERROR, summary, ignorable=False, sensitive=True)


def _warning(code: str, slug: str, summary: str) -> Code:
    return Code(code, slug, Severity.WARNING, summary, ignorable=True)


# PV0: reading and configuration
UNREADABLE_FILE = _error("PV001", "unreadable-file", "a file that is missing, is a directory or cannot be read")
FILE_TOO_LARGE = _error("PV002", "file-too-large", "a file over 1 MiB")
WRONG_ENCODING = _error("PV003", "wrong-encoding", "a file that is not UTF-8")
FORBIDDEN_CHARACTER = _error("PV004", "forbidden-character", "a character that YAML does not allow, such as NUL")
INVALID_YAML = _error("PV005", "invalid-yaml", "text that is not YAML")
TAB_INDENTATION = _error("PV006", "tab-indentation", "a tab where YAML wants spaces")
DUPLICATE_KEY = _error("PV007", "duplicate-key", "a key that stands twice in one mapping")
SEVERAL_DOCUMENTS = _error("PV008", "several-documents", "a second YAML document in one file")
EMPTY_DOCUMENT = _error("PV009", "empty-document", "a file with nothing in it")
NOT_A_MAPPING = _error("PV010", "not-a-mapping", "a file whose top is not a mapping")
UNKNOWN_ANCHOR = _error("PV011", "unknown-anchor", "an alias whose anchor is not defined above it")
TOO_DEEP = _error("PV012", "too-deep", "nesting deeper than any configuration needs")
TOO_MANY_NODES = _error("PV013", "alias-expansion", "aliases or merge keys that expand to too much")
UNSUPPORTED_TAG = _error("PV014", "unsupported-tag", "a YAML tag")
INVALID_KEY = _error("PV015", "invalid-key", "a mapping key that is not a plain string")
INVALID_MERGE = _error("PV016", "invalid-merge", "a merge key whose value is not a mapping")
INVALID_IGNORE = _warning("PV017", "invalid-ignore", "a `# previewctl:` comment that silences nothing")
UNUSED_IGNORE = _warning("PV018", "unused-ignore", "a comment that silences a finding which is not there")
INVALID_SETTINGS = _error("PV019", "invalid-settings", "settings of previewctl that cannot be read or mean nothing")
YAML_1_1 = _warning("PV020", "yaml-1-1", "a value that readers of YAML 1.1 take for another one")

# PV1: shape
INVALID_SHAPE = _error("PV100", "invalid-shape", "a value that does not fit its field")
MISSING_KEY = _error("PV101", "missing-key", "a key that must be there and is not")
UNKNOWN_KEY = _error("PV102", "unknown-key", "a key that means nothing at its place")
WRONG_TYPE = _error("PV103", "wrong-type", "a value of another type than its field's")
VALUE_NOT_ALLOWED = _error("PV104", "value-not-allowed", "a value that is none of those a field knows")
WRONG_FORM = _error("PV105", "wrong-form", "a text that does not have its field's form")
OUT_OF_RANGE = _error("PV106", "out-of-range", "a number or a length outside of its bounds")
NO_VALUE = _error("PV107", "no-value", "a key without a value")
INVALID_PLACEHOLDER = _error("PV108", "invalid-placeholder", "a placeholder that cannot be read")
UNKNOWN_API_VERSION = _error("PV109", "unknown-api-version", "an apiVersion that this previewctl does not read")
RESERVED_NAME = _error("PV110", "reserved-name", "a name that two objects of the preview would share")
HOST_TOO_LONG = _error("PV111", "host-too-long", "a domain that leaves no room for the previews' hosts")
AMBIGUOUS_VARIABLE = _error("PV112", "ambiguous-variable", "a variable with no source, or with more than one")
ENVIRONMENT_TOO_LARGE = _error("PV113", "environment-too-large", "variables that do not fit into a ConfigMap")
VOLUME_COLLISION = _error("PV114", "volume-collision", "a volume at a place that is taken")
INCOMPLETE_PLATFORM = _error("PV115", "incomplete-platform", "a platform.yaml whose parts do not fit together")
RESERVED_VARIABLE = _error("PV116", "reserved-variable", "a variable that previewctl sets itself")
DEPRECATED_FIELD = _warning("PV117", "deprecated-field", "a field that a later version will not have")
NAME_TOO_LONG = _error("PV118", "name-too-long", "a name that leaves no room for what is made of it")
DUPLICATE_SERVICE = _error("PV119", "duplicate-service", "two files that are about the same service")

# PV2: links between services and between parts
UNKNOWN_PLACEHOLDER = _error("PV201", "unknown-placeholder", "a placeholder that stands for nothing")
UNKNOWN_PROCESS = _error("PV202", "unknown-process", "a process that is not declared")
UNKNOWN_SERVICE = _error("PV203", "unknown-service", "a dependency that the catalogue does not have")
OVERRIDE_WITHOUT_DEPENDENCY = _error("PV204", "override-without-dependency", "an override of nothing")
UNSUPPORTED_TARGET = _error("PV205", "unsupported-target", "a target that the platform or this version does not allow")
TWO_WRITERS = _error("PV206", "two-writers", "a variable that two parts of the file set")
SERVICE_NOT_IN_CATALOGUE = _error("PV207", "service-not-in-catalogue", "a service that the catalogue does not have")
DEPENDS_ON_ITSELF = _error("PV208", "depends-on-itself", "a service that names itself as a dependency")
UNRESOLVED_TARGET = _warning("PV209", "unresolved-target", "an override that could not be followed")
GUESSED_STAGING = _warning("PV210", "guessed-staging", "a staging URL that nobody has written down")
FRONTEND_ONLY = _error("PV211", "frontend-only", "a `path` or `config` outside of a frontend")
DUPLICATE_PATH = _error("PV212", "duplicate-path", "two dependencies behind the same path or key")
NO_LISTENER = _error("PV213", "no-listener", "an endpoint whose process has no port")
NOT_CALLABLE = _error("PV214", "not-callable", "a dependency on a staging that previews may not call")
UNREACHABLE_STAGING = _warning("PV215", "unreachable-staging", "a staging that no network policy opens")
NOT_FOR_BROWSERS = _error("PV216", "not-for-browsers", "a `config` key whose service has no public URL")
OVERRIDE_LEFT = _warning(
    "PV217", "override-left", "an override, which belongs to a branch and never to the default one"
)
FRONTEND_WITH_DATABASES = _error(
    "PV219", "frontend-with-databases", "databases of a frontend, which has nothing to use them"
)
DJANGO_WITHOUT_MIGRATIONS = _warning(
    "PV220", "django-without-migrations", "a Django service whose PostgreSQL never gets its tables"
)
SEVERAL_BEATS = _suspicion("PV221", "several-beats", "more than one Celery beat: each would send every task")
UNPROVIDED_VARIABLE = _suspicion("PV222", "unprovided-variable", "a variable that the settings need and nothing sets")
HEALTH_WITHOUT_PORT = _error("PV223", "health-without-port", "a health path of a process that does not listen")
PORT_MISMATCH = _suspicion("PV224", "port-mismatch", "a command that listens on another port than `port` says")
LISTENS_ON_LOOPBACK = _suspicion(
    "PV225", "listens-on-loopback", "a command that listens where no other pod can reach it"
)
PRIVILEGED_PORT = _warning("PV226", "privileged-port", "a port below 1024, which not every node lets users listen on")
COMMAND_IN_ONE_WORD = _suspicion("PV227", "command-in-one-word", "a command whose first item is a whole line")
FRONTEND_WITH_BACKEND_KEYS = _error(
    "PV228", "frontend-with-backend-keys", "seed data, migrations or hooks of a frontend, which has no data"
)
TARGET_GONE = _error("PV229", "target-gone", "a target that does not exist (any more)")
IMPOSSIBLE_STUB = _error("PV230", "impossible-stub", "a stub of something that nothing can stand in for")
ORIGIN_NOT_ADMITTED = _suspicion(
    "PV231", "origin-not-admitted", "a frontend whose browsers the backend that they call would refuse"
)
INCONSISTENT_BUNDLE = _warning(
    "PV232", "inconsistent-bundle", "previews of one feature that do not point at each other"
)

UNKNOWN_IN_GRAPH = _error("PV245", "unknown-in-graph", "a dependency that neither the catalogue nor any file knows")
OUTSIDE_CATALOGUE = _error("PV246", "outside-catalogue", "previews of a service that the catalogue does not have")
DANGLING_TARGET = _error("PV247", "dangling-target", "a dependency that points at a preview which is not published")
CIRCULAR_DEPENDENCIES = Code(
    "PV248",
    "circular-dependencies",
    Severity.NOTE,
    "services that depend on each other in a circle",
    ignorable=True,
)
ENDS_BEFORE_CONSUMER = Code(
    "PV249",
    "ends-before-consumer",
    Severity.NOTE,
    "a preview that is due to be reaped before one that depends on it",
    ignorable=True,
)
UNREADABLE_RECORD = _warning("PV250", "unreadable-record", "a published preview whose record cannot be read")
BLOCKED_APPLICATION_SET = _error(
    "PV251", "blocked-application-set", "a record that stops the ApplicationSet of its service"
)

# PV3: data
SEED_NOT_FOUND = _error("PV301", "seed-not-found", "a dataset or version that does not exist")
SEED_WITHOUT_DATABASE = _error("PV302", "seed-without-database", "seed data and no database for it")
POSTDEPLOY_WITHOUT_DATABASE = _error(
    "PV303", "postdeploy-without-database", "a postdeploy hook that nothing can mark as done"
)

INVALID_LOCK = _error("PV304", "invalid-lock", "a seed.lock that cannot be read")
UNKNOWN_DATABASE_VERSION = _error("PV305", "unknown-database-version", "a version of a database that does not exist")
END_OF_LIFE_DATABASE = _warning("PV306", "end-of-life-database", "a version of a database that gets no more fixes")
UNKNOWN_EXTENSION = _error("PV307", "unknown-extension", "an extension that the PostgreSQL image does not have")
SEED_OF_ANOTHER_MAJOR = _error("PV308", "seed-of-another-major", "a database of another major version than the seed's")
EPHEMERAL_ON_SPOT = _warning(
    "PV309", "ephemeral-on-spot", "a database that a reclaimed spot node sets back to its seed"
)
EPHEMERAL_SLEEPS = _error(
    "PV310", "ephemeral-sleeps", "a database that would lose its data each time the preview sleeps"
)
UNSUPPORTED_PERSISTENCE = _error("PV311", "unsupported-persistence", "a persistence that this version cannot render")
POSTDEPLOY_OF_EPHEMERAL = _warning(
    "PV312", "postdeploy-of-ephemeral", "what `postdeploy` puts into a database that starts over"
)
INVALID_SEED = _error("PV320", "invalid-seed", "a seed.yaml that does not say what a dataset is")
LOCK_OUT_OF_DATE = _error("PV321", "lock-out-of-date", "a seed.lock that pins something else than its dataset")
SEED_TOO_LARGE = _error("PV322", "seed-too-large", "seed data that is larger than the platform allows")
SEED_NOT_TEXT = _error("PV323", "seed-not-text", "seed data that is no text in UTF-8")
SEED_FILE_ORDER = _error("PV324", "seed-file-order", "seed files whose names do not say in which order they load")
UNKNOWN_SEED_FILE = _error("PV325", "unknown-seed-file", "a file in a dataset that no engine loads")
STATEMENT_NOT_FOR_SEEDS = _error("PV326", "statement-not-for-seeds", "a statement that has no place in seed data")
COMMAND_NOT_FOR_SEEDS = _error("PV327", "command-not-for-seeds", "a Redis command that has no place in seed data")
UNREADABLE_SEED_DATA = _error("PV328", "unreadable-seed-data", "seed data that its engine could not load")
PERSONAL_DATA = _exposure("PV329", "personal-data", "seed data that looks like that of a real person")
SECRET_IN_SEED = _exposure("PV330", "secret-in-seed", "a secret in seed data")
SEED_MIGRATIONS_DIFFER = _error(
    "PV331", "seed-migrations-differ", "seed data at other migrations than its seed.yaml says"
)
SEED_AHEAD_OF_BRANCH = _suspicion(
    "PV340", "seed-ahead-of-branch", "seed data with migrations that the branch does not have"
)
CONFLICTING_MIGRATIONS = _suspicion("PV341", "conflicting-migrations", "an app with more than one last migration")
RENAMED_APP = _suspicion("PV342", "renamed-app", "an app that the seed data knows by another label")
INCONSISTENT_HISTORY = _suspicion(
    "PV343", "inconsistent-history", "seed data with a migration and without one that it needs"
)
BROKEN_MIGRATIONS = _suspicion("PV344", "broken-migrations", "migrations that Django cannot put in order")
UNREADABLE_MIGRATION = _warning("PV345", "unreadable-migration", "a migration that only running it would place")

# PV4: secrets and security
SECRET_OUTSIDE_PREFIX = _error("PV401", "secret-outside-prefix", "a secret that the service may not read")
REGISTRY_NOT_ALLOWED = _error(
    "PV402", "registry-not-allowed", "an image from a registry that the platform does not allow"
)
PATCHES_NOT_ALLOWED = _error("PV403", "patches-not-allowed", "Kustomize patches where the platform forbids them")
SECRET_IN_FRONTEND = _error("PV404", "secret-in-frontend", "a secret that would reach browsers")
NO_AUTH_ON_PLATFORM = _error("PV405", "no-auth-on-platform", "`auth: platform` where the platform attaches nothing")
OPEN_TO_ALL_PODS = _warning(
    "PV406", "open-to-all-pods", "a load balancer without source ranges: every pod may call previews"
)
SECRET_BY_NAME = _leak("PV407", "secret-by-name", "a variable that is named like a secret and has a plain value")
KNOWN_TOKEN = _leak("PV408", "known-token", "a plain value with the form of a known service's token")
RANDOM_VALUE = _leak("PV409", "random-value", "a plain value that looks like a key, for it is random")
PASSWORD_IN_URL = _leak("PV410", "password-in-url", "a plain URL or connection string with a password in it")
SHARED_DOMAIN = _warning("PV411", "shared-domain", "a preview domain whose cookies reach the company's other sites")
RETIRED_INGRESS = _warning("PV412", "retired-ingress", "ingress-nginx, which gets no more security fixes")
SECRET_IN_CONFIG_MAP = Code(
    "PV413",
    "secret-in-config-map",
    Severity.ERROR,
    "a secret that would stand readable in a ConfigMap",
    ignorable=False,
    sensitive=True,
)
MUTABLE_IMAGE = _warning("PV414", "mutable-image", "an image whose tag can come to mean something else")
SECRET_NOT_FOUND = _error("PV430", "secret-not-found", "a secret that the store does not have")
SECRET_BEING_DELETED = _error("PV431", "secret-being-deleted", "a secret that is scheduled for deletion")
SECRET_KEY_NOT_FOUND = _error("PV432", "secret-key-not-found", "a key that a secret does not have")
SECRET_DENIED = _error("PV433", "secret-denied", "a secret about which these credentials may not ask")
SECRET_WITHOUT_VALUE = _error("PV434", "secret-without-value", "a secret that was never given a value")
SECRET_WITHOUT_KEYS = _error("PV435", "secret-without-keys", "a secret whose value is no JSON object")
SECRET_KEY_UNUSABLE = _warning("PV436", "secret-key-unusable", "a key that can be no variable")
SECRET_KEY_SET_TWICE = _warning("PV437", "secret-key-set-twice", "a key that sets a variable which the file sets too")
STALE_KEYS_TAG = _warning("PV438", "stale-keys-tag", "a tag that names other keys than a secret has")

# PV5: rendered output
PATCH_OF_OWNED_FIELD = _error("PV501", "patch-of-owned-field", "a patch of what previewctl decides")
PATCH_WITHOUT_TARGET = _error("PV502", "patch-without-target", "a patch that matches nothing, or leads nowhere")
INVALID_PATCH = _error("PV503", "invalid-patch", "a patch or a target that Kustomize cannot read")
JOB_BEFORE_DATABASE = _error("PV510", "job-before-database", "a Job that may run before its database is ready")
SEED_AFTER_MIGRATIONS = _error("PV511", "seed-after-migrations", "migrations that may run before the seed is in place")
SERVES_BEFORE_HOOKS = _error("PV512", "serves-before-hooks", "what may run before its data is seeded and migrated")
APP_BEFORE_DATABASE = _error("PV513", "app-before-database", "an app that may start before its database is ready")
CLAIM_BEFORE_POD = _error("PV514", "claim-before-pod", "a claim whose wave waits for a pod of a later one")
UNSTAMPED_HOOKS = _error("PV515", "unstamped-hooks", "hooks whose change alone is never synced")
DELETE_HOOK = _error("PV516", "delete-hook", "a hook of the deletion in the namespace that is deleted")
HOOK_WITHOUT_DEADLINE = _error("PV517", "hook-without-deadline", "a hook that may keep a sync, and a preview, for ever")
HOOK_NOT_RECREATED = _error("PV518", "hook-not-recreated", "a hook that does not run again in the next sync")
JOB_WITH_TTL = _error("PV519", "job-with-ttl", "a Job that deletes itself while Argo CD looks after it")
STATEFUL_SET_DATABASE = _warning("PV520", "stateful-set-database", "a database that can never be seen to have failed")
DATABASE_WITHOUT_PROBE = _error("PV521", "database-without-probe", "a database that counts as ready before it answers")
ENDPOINT_NOT_LAST = _error("PV522", "endpoint-not-last", "a route or an Ingress that other waves wait for")
CONFIGURATION_AFTER_POD = _error("PV523", "configuration-after-pod", "configuration that may come after what reads it")
RESTART_LOSES_DATA = _error("PV524", "restart-loses-data", "a database that loses what only a sync puts into it")
NAMESPACE_NOT_FIRST = _warning("PV525", "namespace-not-first", "a Namespace that stands behind what lives in it")
SERVICE_WITHOUT_PODS = _error("PV526", "service-without-pods", "a Service that selects no pods")
IGNORED_ANNOTATION = _error("PV527", "ignored-annotation", "an annotation whose value Argo CD passes over")
WAITS_FOR_ITSELF = _error("PV528", "waits-for-itself", "objects that wait for each other")
JOB_IS_NO_HOOK = _error("PV529", "job-is-no-hook", "a Job that the next image cannot change")
OF_ANOTHER_REPOSITORY = _error("PV530", "of-another-repository", "a service that belongs to another repository")
TOO_MANY_PREVIEWS = _error("PV531", "too-many-previews", "a preview beyond the number that the platform allows")
FORK_NOT_ADMITTED = _error("PV532", "fork-not-admitted", "a pull request from a fork whose author nobody has named")
IMAGE_NOT_FOUND = _error("PV533", "image-not-found", "an image that its registry does not have")
IMAGE_OF_ANOTHER_NAME = _error("PV534", "image-of-another-name", "an image that is not the one in preview.yaml")
FOREIGN_FILE = _error("PV540", "foreign-file", "a path in the GitOps repository that previewctl does not write")
NOT_A_PLAIN_FILE = _error("PV541", "not-a-plain-file", "a link, a submodule or a program among rendered files")
FORGED_FILE = _error("PV542", "forged-file", "a file that is not what its preview's snapshot renders to")
FORGED_RECORD = _error("PV543", "forged-record", "a record that fits neither its directory nor the catalogue")
FORGED_BASES = _error("PV544", "forged-bases", "bases that are not what their name says")
STALE_PREVIEW = Code(
    "PV545",
    "stale-preview",
    Severity.WARNING,
    "a preview of another platform.yaml, previewctl or bases",
    ignorable=False,
)
FORGED_CONTROL = _error("PV546", "forged-control", "an object of Argo CD that the catalogue does not render to")
UNRENDERABLE_PREVIEW = _error("PV547", "unrenderable-preview", "a snapshot that cannot be rendered any more")
FORGED_SNAPSHOT = _error("PV548", "forged-snapshot", "a snapshot that is not the preview.yaml of its commit")
UNCONFIRMED_PREVIEW = Code(
    "PV549",
    "unconfirmed-preview",
    Severity.WARNING,
    "a preview whose pull request has gone on, or is gone",
    ignorable=False,
)
EVICTION_FAILS_HOOK = _error("PV560", "eviction-fails-hook", "a hook that a reclaimed node makes fail")
VOLUME_OF_TWO_PODS = _error("PV561", "volume-of-two-pods", "a rollout whose two pods want one volume")
UNSAFE_DATABASE = _error("PV562", "unsafe-database", "a database whose volume does not keep what it has written")
GRACE_BEYOND_NOTICE = _warning("PV563", "grace-beyond-notice", "a pod that ends more slowly than a spot node")
STAYS_BEHIND = _error("PV564", "stays-behind", "an object that is told to outlive its preview")
OUTSIDE_OF_NAMESPACE = _error("PV565", "outside-of-namespace", "an object outside of the preview's namespace")
NAMESPACE_NOT_MANAGED = _warning("PV566", "namespace-not-managed", "a namespace that nobody deletes")

# PV6: lifetime and cost
CEILING_EXCEEDED = _error("PV601", "ceiling-exceeded", "a preview that is larger than the platform allows")
UNKNOWN_SIZE = _error("PV602", "unknown-size", "a size class that the platform does not have")
LIFETIME_ORDER = _error("PV603", "lifetime-order", "times of a lifetime that contradict each other")
UNKNOWN_TIME_ZONE = _error("PV604", "unknown-time-zone", "a time zone that does not exist")
SCHEDULE_NOT_KEPT = _error("PV610", "schedule-not-kept", "hours of sleep that the platform's program cannot follow")
NEVER_SLEEPS = _warning("PV611", "never-sleeps", "hours of sleep where nothing scales previews down")
TOO_EXPENSIVE = _error("PV625", "too-expensive", "a preview that costs more than the platform allows")
SPOT_WITHOUT_FALLBACK = _warning("PV626", "spot-without-fallback", "a preview that waits for spot nodes")
SHELL_KEEPS_SIGNAL = _warning("PV627", "shell-keeps-signal", "a process that does not hear that it is to end")

# PV9: previewctl itself
RULE_CRASHED = _error("PV901", "rule-crashed", "a rule that failed; the run goes on")

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
"""All codes, in the order of their numbers."""

BY_NAME: dict[str, Code] = {name: code for code in CODES for name in (code.code, code.slug)}
"""Each code by its number and by its slug."""
