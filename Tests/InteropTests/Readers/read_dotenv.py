"""python-dotenv reads a file: read_dotenv.py FILE; prints a JSON object, references left as they stand."""
import json
import sys

from dotenv import dotenv_values

print(json.dumps(dotenv_values(sys.argv[1], interpolate=False)))
