"""Whether a YAML document is as a JSON Schema says: check_schema.py SCHEMA DOCUMENT."""
import json
import sys

import jsonschema
import yaml

schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(open(sys.argv[2]))), key=str)
print("\n".join(f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in errors) or "valid")
