/// What `firebreak init` writes: every section, explained, with nothing in it that acts before somebody fills it in.
let sampleConfiguration = """
    # firebreak.yaml: what firebreak may touch, and how.
    #
    # Values may refer to ${env:NAME} and ${file:PATH}; they are looked up only when they are used.
    # Durations are 90s, 15m, 24h, 90d. Relative paths are relative to this file.

    # Durable state: incidents, the journal, sealed secrets, flag overrides. A team shares one on PostgreSQL:
    #   state: postgres://firebreak@db.example.com/firebreak          # the password: PGPASSWORD, ~/.pgpass or ${file:PATH}
    state: sqlite:.firebreak/state.db

    # What unlocks the secrets in it. Keep a copy of the key file where the state's backups are not.
    keyring: {unlock: {keyfile: .firebreak/keyring.key}}

    # Where sessions live. Layouts: connect-redis, or your own in a few words:
    #   layout: {key: "session:{id}", encoding: json, user: userId, role: role, index: "user_sessions:{user}"}
    stores:
      web:
        url: redis://127.0.0.1:6379/0          # redis, rediss (TLS), unix:///path/to/socket
        layout: connect-redis

    # What is rotated, how often, and who needs the value. The first rotation makes the first version; a value that
    # stands in the destination already is taken into the keyring before it is replaced.
    # Kinds: jwt-hs256, -hs384, -hs512, -rs256, -ps256, -es256, -es384, -eddsa; webhook-standard, -github, -stripe,
    # -slack, -shopify, -twilio, -gitlab, -discord; api-key; random. Some have options: kind: {api-key: {prefix: acme}}.
    secrets: {}
    #  JWT_SECRET:
    #    kind: jwt-hs256
    #    rotateEvery: 90d
    #    overlap: 24h                           # how long the previous value stays valid
    #    destinations:
    #      - dotenv: {path: .env.production, key: JWT_SECRET, previousKey: JWT_SECRET_PREVIOUS}
    #    reload: [{run: [docker, compose, restart, api]}]

    # Kill switches, and profiles that set several at once.
    flags: {}
    #  app: {dotenv: {path: .env.override, names: ["ENABLE_*"]}}    # names: which keys are flags and no secrets
    lockdowns: {}
    #  webhooks-off: {app: {ENABLE_GITHUB_WEBHOOKS: false, ENABLE_SLACK_APP: false}}

    # What a rollout watches: when it is bad for so long, the action is taken; where there is no data, it pauses.
    gates: {}
    #  error-rate:
    #    prometheus: {url: "http://prometheus:9090", query: 'sum(rate(http_errors_total[1m])) / sum(rate(http_requests_total[1m]))'}
    #    when: "> 0.05"
    #    for: 5m
    #    action: rollback                       # or rollbackInSteps, pause, continue

    # Who is told. A webhook URL is a credential: keep it in the environment or a file.
    channels: {}
    #  ops: {slack: {url: "${env:SLACK_WEBHOOK_URL}"}}
    #  page: {pagerduty: {routingKey: "${env:PAGERDUTY_KEY}"}}
    #  mail: {email: {server: "smtp://smtp.example.com:587", from: firebreak@example.com, to: [oncall@example.com]}}
    routes: []
    #  - {audience: responders, severity: [sev1, sev2], channels: [page, ops]}
    #  - {audience: responders, severity: [sev3, sev4], channels: [ops], quietHours: {from: "22:00", to: "07:00", zone: Europe/Berlin}}
    #  - {audience: customers, severity: [sev1], channels: [mail]}     # people outside see nothing internal
    # What is told without anybody asking for it. Channels, audiences, templates: docs/notifications.md.
    notify: {automatic: [opened, contained, resolved, rotationOverdue, rotationParked]}

    # Logs in formats of one's own, and what 'logs scan' looks for besides what the runbooks ask about.
    logs: {}
    #  formats:
    #    payments: {pattern: '(?<when>\\S+ \\S+) user=(?<user>\\S+) (?<message>.*)', time: when}
    #  rules:
    #    - {name: mfa-skipped, texts: [mfa skipped]}

    """
