"""Where a JSON Schema takes a key that nobody knows: check_strictness.py SCHEMA DOCUMENT prints the paths of those mappings."""
import copy
import json
import sys

import jsonschema
import yaml

schema = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
document = yaml.safe_load(open(sys.argv[2]))


def mappings(value, path):
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from mappings(inner, path + [key])
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from mappings(inner, path + [index])


for path in mappings(document, []):
    changed = copy.deepcopy(document)
    place = changed
    for step in path:
        place = place[step]
    place["zzzzzzzz"] = copy.deepcopy(next(iter(place.values()), 1))
    if schema.is_valid(changed):
        print("/".join(map(str, path)))
