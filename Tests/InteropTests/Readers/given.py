"""What the readers are given in files: a secret's text, headers with one `Name: value` a line, and forms."""
from urllib.parse import parse_qs


def secret(path):
    """The text of a file as it is."""
    with open(path) as file:
        return file.read()


def headers(path):
    """Names with their values."""
    with open(path) as file:
        return dict(line.rstrip("\n").split(": ", 1) for line in file if line.strip())


class Form(dict):
    """What Django hands to a validator: each name with all its values."""

    @classmethod
    def parse(cls, body):
        return cls(parse_qs(body.decode(), keep_blank_values=True))

    def getlist(self, name):
        return self[name]
