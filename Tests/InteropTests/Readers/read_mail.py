"""Python's own reader of mail: read_mail.py FILE; prints headers, parts and defects as JSON."""
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
defects = [repr(defect) for part in message.walk() for defect in part.defects]
for name, value in message.items():
    defects += [repr(defect) for defect in value.defects]
print(json.dumps({
    "from": [[address.display_name, address.addr_spec] for address in message["From"].addresses],
    "to": [[address.display_name, address.addr_spec] for address in message["To"].addresses],
    "subject": message["Subject"], "date": message["Date"].datetime.isoformat(), "id": message["Message-ID"],
    "references": message["References"], "names": message.keys(), "defects": defects,
    "plain": message.get_body(("plain",)).get_content(), "html": message.get_body(("html",)).get_content(),
}))
