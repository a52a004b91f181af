"""The Redis commands that seed data may have, and those that it must not have: https://redis.io/docs/latest/commands/."""

from __future__ import annotations

DATA_COMMANDS = frozenset({
    "APPEND", "BITFIELD", "COPY", "DECR", "DECRBY", "DEL", "EXPIRE", "EXPIREAT", "GEOADD", "HEXPIRE", "HEXPIREAT",
    "HINCRBY", "HINCRBYFLOAT", "HMSET", "HPEXPIRE", "HSET", "HSETEX", "HSETNX", "INCR", "INCRBY", "INCRBYFLOAT",
    "JSON.MERGE", "JSON.SET", "LINSERT", "LPUSH", "LPUSHX", "LSET", "LTRIM", "MSET", "MSETNX", "PERSIST", "PEXPIRE",
    "PEXPIREAT", "PFADD", "PFMERGE", "PSETEX", "RENAME", "RENAMENX", "RPUSH", "RPUSHX", "SADD", "SELECT", "SET",
    "SETBIT", "SETEX", "SETNX", "SETRANGE", "SREM", "UNLINK", "XADD", "XGROUP", "XSETID", "ZADD", "ZINCRBY", "ZREM",
    "ZUNIONSTORE",
})  # fmt: skip
"""They write keys, and nothing else."""

_CODE = "runs code"
_SERVER = "changes the server, and not its data"
_ALL = "deletes what other files have loaded"
_OTHERS = "reaches another server"
_PEOPLE = "is about users and passwords, which the preview makes itself"
_BLOCKS = "waits, or stops others"

REFUSED = {
    **dict.fromkeys(("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO", "FUNCTION", "SCRIPT"), _CODE),
    **dict.fromkeys(
        ("CONFIG", "MODULE", "DEBUG", "SHUTDOWN", "SAVE", "BGSAVE", "BGREWRITEAOF", "LATENCY", "MEMORY", "SLOWLOG"),
        _SERVER,
    ),
    **dict.fromkeys(("FLUSHALL", "FLUSHDB", "SWAPDB"), _ALL),
    **dict.fromkeys(
        ("REPLICAOF", "SLAVEOF", "MIGRATE", "CLUSTER", "SYNC", "PSYNC", "RESTORE", "FAILOVER", "REPLCONF"), _OTHERS
    ),
    **dict.fromkeys(("ACL", "AUTH", "HELLO"), _PEOPLE),
    **dict.fromkeys(
        (
            "CLIENT",
            "MONITOR",
            "SUBSCRIBE",
            "PSUBSCRIBE",
            "SSUBSCRIBE",
            "BLPOP",
            "BRPOP",
            "WAIT",
            "MULTI",
            "EXEC",
            "WATCH",
        ),
        _BLOCKS,
    ),
}
"""By command: why it is none for seed data, as the end of "it …"."""
