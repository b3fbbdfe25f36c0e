"""The OpenFeature provider for flagd evaluates a flag in-process from a file: read_flagd.py FILE FLAG, with a JSON array
of contexts on standard input. Prints a JSON object: `hashing`, which of the two the installed version has, and `variants`,
a list. With --all for the flag, `variants` has such a list for each flag of the file."""
import json
import logging
import os
import sys
from importlib.metadata import version

# Installed apart: it wants another semver than bullmq does.
sys.path.insert(0, os.path.join(sys.prefix, "flagd"))

from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.evaluation_context import EvaluationContext

logging.disable(logging.ERROR)
path, flag = sys.argv[1:3]
api.set_provider_and_wait(FlagdProvider(resolver_type=ResolverType.FILE, offline_flag_source_path=path))
client = api.get_client()
contexts = []
for context in json.load(sys.stdin):
    key = context.pop("targetingKey", None)
    contexts.append(EvaluationContext(targeting_key=key, attributes=context))


def evaluate(flag):
    variants = []
    for context in contexts:
        details = client.get_string_details(flag, "?", context)
        variants.append(f"error: {details.error_code}" if details.error_code else details.variant)
    return variants


result, sys.stdout = sys.stdout, sys.stderr  # the operation `log` prints
if flag == "--all":
    with open(path, encoding="utf-8") as file:
        variants = {name: evaluate(name) for name in json.load(file)["flags"]}
else:
    variants = evaluate(flag)
hashing = "cbor" if int(version("openfeature-flagd-core").split(".")[0]) >= 2 else "text"
json.dump({"hashing": hashing, "variants": variants}, result)
api.shutdown()
