/// Documents that have everything a configuration can have, in each of its forms: `ConfigurationSchema` has the readers decode
/// them. No path, address or key in them is anybody's.
enum ConfigurationExamples {
    static let texts = [
        #"""
        state: sqlite:.firebreak/state.db
        keyring: {unlock: {keyfile: keyring.key}, formerly: {passphrase: "${env:PASSPHRASE}"}}
        stores:
          express:
            url: rediss://cache:6380
            layout: connect-redis
            tls: {ca: ca.pem, certificate: client.pem, key: client.key, serverName: cache}
            cutoff: {key: "jwt:cutoff:{user}", all: "jwt:cutoff", format: seconds, ttl: 24h}
            denylist: {key: "jwt:denied:{jti}", skew: 1m, ttl: 24h}
          fields:
            url: redis://cache
            layout: {preset: connect-redis, prefix: "sess:", wholeDatabase: true, user: [passport.user, user], role: role, address: ip, created: at, lastSeen: seen}
          django: {url: redis://cache, layout: {preset: django-cache, keyPrefix: app, version: 1}}
          laravel: {url: redis://cache, layout: {preset: laravel, prefix: l, cachePrefix: c, compression: none}}
          php: {url: redis://cache, layout: {preset: phpredis, prefix: "s:", serializer: php, compression: none}}
          spring: {url: redis://cache, layout: {preset: spring-session-indexed, namespace: app, serializer: java}}
          rails: {url: redis://cache, layout: {preset: rails, store: redis-rack, prefix: r, publicIDs: true}}
          dotnet: {url: redis://cache, layout: {preset: aspnet-core, prefix: d, login: cookie}}
          better: {url: redis://cache, layout: {preset: better-auth, prefix: b, storeInDatabase: true, cookieCache: 5m}}
          own:
            url: redis://cache
            layout: {key: "session:{id}", encoding: json, user: userId, index: {key: "users:{user}", entries: json, member: token}, companions: ["session:{id}:lock"]}
          short: {url: redis://cache, layout: {key: "session:{id}", user: userId, index: "users:{user}"}}
          enveloped: {url: redis://cache, layout: {key: "login:{id}", encoding: json, envelope: base64, user: sub}}
        secrets:
          JWT:
            kind: jwt-es256
            rotateEvery: 90d
            jitter: 5%
            overlap: 24h
            publishAhead: 1h
            keepRetired: 30d
            pair: [OTHER]
            consumer: overlapping
            caches: [{name: gateway, ttl: 1h}]
            cutoffStores: [express]
            destinations:
              - dotenv: {path: .env, key: JWT, previousKey: JWT_PREVIOUS, nextKey: JWT_NEXT, dialect: compose}
              - file: {path: jwt.pem, previousPath: jwt.old.pem, nextPath: jwt.new.pem, mode: "0640", newline: true}
              - compose-secret: {path: secrets/jwt, mode: "0600"}
              - jwks: {path: jwks.json, mode: "0644"}
              - redis: {url: redis://cache, key: jwt, previousKey: "jwt:old", nextKey: "jwt:new"}
              - command: {run: [./put], read: [./get], timeout: 30s}
              - docker-secret: {name: jwt, service: api, target: jwt, previousTarget: jwt-old, nextTarget: jwt-new, context: prod, timeout: 30s}
              - kubernetes-secret: {name: api, namespace: shop, key: JWT, previousKey: JWT_OLD, nextKey: JWT_NEW, context: prod, kubeconfig: kube.yaml, timeout: 30s}
              - kubernetes-secret: {name: manifest, key: JWT, manifest: secret.yaml}
              - vault-kv2: {url: "https://vault:8200", token: "${env:VAULT_TOKEN}", mount: kv, path: app/jwt, field: jwt, previousField: old, nextField: new, namespace: team, caFile: ca.pem, timeout: 10s}
              - aws-secrets-manager: {secret: app/jwt, key: jwt, region: eu-central-1, endpoint: "https://aws", accessKeyId: "${env:ID}", secretAccessKey: "${env:KEY}", sessionToken: "${env:TOKEN}", caFile: ca.pem, timeout: 10s}
              - vercel: {project: app, key: JWT, previousKey: JWT_OLD, nextKey: JWT_NEW, target: [production], type: sensitive, token: "${env:VERCEL}", team: ours, deployHook: "${env:HOOK}", url: "https://vercel", caFile: ca.pem, timeout: 10s}
            reload:
              - run: [systemctl, reload, api]
              - http: {url: "http://api/reload", method: POST, headers: {X-A: b}, basic: {user: a, password: "${env:B}"}, body: x, caFile: ca.pem, timeout: 5s}
              - http: {url: "http://api/reload", bearer: "${env:TOKEN}"}
            adoption:
              http: {url: "http://api/health", status: 200, field: kid, equals: kid, headers: {X-A: b}, bearer: "${env:TOKEN}", caFile: ca.pem, timeout: 5s}
              command: {run: [./which-kid], output: kid}
              token: {url: "http://api/token", field: token}
              jwks: {url: "http://api/jwks.json"}
              every: 30s
              timeout: 1h
          OTHER: {kind: {jwt-rs256: {bits: 3072}}, pair: JWT}
          KEY: {kind: {api-key: {prefix: acme, checksum: true}}}
          RANDOM: {kind: {random: {length: 32, alphabet: base64url}}, destinations: [{dotenv: {path: .env, key: RANDOM, template: "x-{value}"}}, {file: {path: r, template: "x-{value}", encode: url}}]}
          LAB: {kind: {webhook-gitlab: {form: secret-token}}}
          FORMATTED: {kind: jwt-es256, destinations: [{file: {path: f, format: pem}}]}
          STANDARD: {kind: {webhook-standard: {version: v1}}}
          REDIS: {kind: redis-password, destinations: [{redis-acl: {url: redis://cache, user: app, persist: auto, others: remove, connections: old, replication: true, sentinels: true}}], adoption: {http: {url: "http://api/health"}}}
        flags:
          app: {dotenv: {path: .env.override, dialect: compose, names: ["ENABLE_*"]}, reload: [{run: [docker, compose, up]}]}
          release: {flagd: {path: flags.json, hashing: text}}
          live: {redis: {url: redis://cache, hash: flags, channel: changed}}
          keys: {redis: {url: redis://cache, prefix: "flag:"}}
          legacy: {command: {read: [./get], write: [./set], list: [./list], remove: [./unset], timeout: 5s}}
        lockdowns:
          quiet: {app: {ENABLE_HOOKS: false}, live: {uploads: "off"}}
        gates:
          errors:
            prometheus: {url: "http://prometheus:9090", query: up, acceptWarnings: true, method: GET, headers: {X-A: b}, bearer: "${env:TOKEN}", caFile: ca.pem, timeout: 5s}
            when: "> 0.05"
            for: 5m
            patience: 2m
            action: rollback
          health: {http: {url: "http://api/health", status: [200, 2xx], json: {status: ok, n: {equals: 5}, m: {differs: "x"}, o: {exists: true}}, header: {content-type: json}, latency: 1s, tlsValidFor: 14d, basic: {user: a, password: "${env:B}"}, body: x}, action: pause}
          both: {all: [errors, health]}
        channels:
          ops: {slack: {url: "${env:SLACK}", caFile: ca.pem}}
          war: {slack: {token: "${env:SLACK_TOKEN}", channel: C0123456789, url: "https://slack.com/api", caFile: ca.pem}}
          page: {pagerduty: {routingKey: "${env:PAGERDUTY}", url: "https://events/v2/enqueue", changeUrl: "https://events/v2/change/enqueue", source: firebreak, caFile: ca.pem}}
          teams: {teams: {url: "${env:TEAMS}", caFile: ca.pem}}
          status: {statuspage: {page: kctbh9vrtdwd, apiKey: "${env:PAGE}", url: "https://statuspage", caFile: ca.pem, components: {ftgks51sfs2d: partial_outage}}}
          mail: {email: {server: "smtp://mail:587", user: fb, password: "${env:SMTP}", from: "firebreak <fb@example.com>", to: [a@example.com], caFile: ca.pem, tls: required}}
          soar: {webhook: {url: "${env:SOAR}", secret: STANDARD, caFile: ca.pem}}
          log: {file: {path: told.jsonl}}
          sms: {command: {run: [./sms], timeout: 30s}}
        routes:
          - {audience: responders, severity: [sev3, sev4], events: [opened, updated], system: [api], channels: [ops], quietHours: {from: "22:00", to: "07:00", utcOffset: "+01:00"}, escalate: [{after: 15m, channels: [sms]}]}
          - {audience: leadership, severity: sev1, events: opened, system: [api], channels: [mail]}
        templates:
          - {audience: customers, events: [opened], headline: A problem, text: "{publicMessage} Reference: {reference}"}
          - {audience: customers, events: updated, text: "{publicMessage}"}
        notify: {automatic: [opened, rotationOverdue], giveUpAfter: 3d}
        logs:
          formats:
            payments: {pattern: '(?<when>\S+ \S+) (?<message>.*)', time: when, timeFormat: "%d.%m.%Y %H:%M:%S"}
            legacy: {csv: {separator: ";", columns: [when, who]}, time: when, message: who}
            service: {json: lines, time: at, message: text, severity: grade}
          rules:
            - {name: mfa, meaning: x, texts: [mfa skipped], status: 403, route: /admin, where: ["tenant=acme"]}
            - {name: admin-errors, meaning: x, metric: http_requests_errors_total, route: /admin}
        measurements:
          errors: {title: Errors, unit: "%", query: up, url: "http://prometheus:9090", headers: {X-A: b}, bearer: "${env:TOKEN}", caFile: ca.pem, timeout: 5s}
        responders:
          alice: {key: "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", roles: [security]}
        systems:
          flowstate-ai: {services: {backend: {url: "http://backend:3001"}}}

        """#,
        #"""
        keyring: {unlock: {passphrase: "${env:PASSPHRASE}"}, formerly: {keyfile: keyring.key}}
        secrets:
          FORMATTED:
            kind: jwt-es256
            destinations:
              - dotenv: {path: formatted.env, key: K, format: pem-base64}
              - compose-secret: {path: formatted-c, previousPath: formatted-c.old, nextPath: formatted-c.new, newline: true, format: pem-base64}
              - redis: {url: redis://cache, key: formatted, format: pem-base64}
              - command: {run: [./put, formatted], read: [./get, formatted], format: pem-base64}
              - docker-secret: {name: formatted, service: formatted, format: pem-base64}
              - kubernetes-secret: {name: formatted, key: K, format: pem-base64}
              - vault-kv2: {url: "https://vault:8200", token: "${env:T}", path: formatted, field: f, format: pem-base64}
              - aws-secrets-manager: {secret: formatted, region: eu-central-1, format: pem-base64}
              - vercel: {project: formatted, key: K, token: "${env:T}", format: pem-base64}
          TEMPLATED:
            kind: random
            destinations:
              - dotenv: {path: templated.env, key: K, template: "x-{value}", encode: url}
              - compose-secret: {path: templated-c, previousPath: templated-c.old, nextPath: templated-c.new, newline: true, template: "x-{value}", encode: url}
              - redis: {url: redis://cache, key: templated, template: "x-{value}", encode: url}
              - command: {run: [./put, templated], read: [./get, templated], template: "x-{value}", encode: url}
              - docker-secret: {name: templated, service: templated, template: "x-{value}", encode: url}
              - kubernetes-secret: {name: templated, key: K, template: "x-{value}", encode: url}
              - vault-kv2: {url: "https://vault:8200", token: "${env:T}", path: templated, field: f, template: "x-{value}", encode: url}
              - aws-secrets-manager: {secret: templated, region: eu-central-1, template: "x-{value}", encode: url}
              - vercel: {project: templated, key: K, token: "${env:T}", template: "x-{value}", encode: url}
          ASKED:
            kind: jwt-es256
            adoption:
              http: {url: "http://api/health", field: kid, equals: kid, method: POST, basic: {user: a, password: "${env:B}"}, body: x}
              command: {run: [./which-kid], output: kid, timeout: 5s}
              token: {url: "http://api/token", field: token, method: POST, headers: {X-A: b}, bearer: "${env:T}", body: x, caFile: ca.pem, timeout: 5s}
              jwks: {url: "http://api/jwks.json", method: GET, headers: {X-A: b}, bearer: "${env:T}", body: x, caFile: ca.pem, timeout: 5s}
          ASKED_BY_PASSWORD:
            kind: jwt-es256
            adoption:
              token: {url: "http://api/token", field: token, basic: {user: a, password: "${env:B}"}}
              jwks: {url: "http://api/jwks.json", basic: {user: a, password: "${env:B}"}}
          ASKED_OF_A_PROGRAM: {kind: jwt-es256, adoption: {token: {run: [./token]}}}
        gates:
          errors: {prometheus: {url: "http://prometheus:9090", query: up, basic: {user: a, password: "${env:B}"}, method: GET, body: x}, when: "> 1", action: pause}
          health: {http: {url: "http://api/health", status: 2xx, method: POST, headers: {X-A: b}, bearer: "${env:T}", body: x, caFile: ca.pem, timeout: 5s}, action: pause}
        channels:
          soar: {webhook: {url: "${env:SOAR}", secret: EVENTS, source: firebreak}}
          log: {file: {path: told.jsonl, source: firebreak}}
          sms: {command: {run: [./sms], source: firebreak}}
        routes:
          - {audience: responders, severity: [sev3], channels: [sms], quietHours: {from: "22:00", to: "07:00", zone: Europe/Berlin}}
        measurements:
          errors: {query: up, url: "http://prometheus:9090", method: GET, basic: {user: a, password: "${env:B}"}, body: x}

        """#,
        #"""
        keyring: {unlock: {credential: keyring}, formerly: {command: [pass, show, keyring]}}

        """#,
        #"""
        keyring: {unlock: {command: [pass, show, keyring]}, formerly: {credential: keyring}}

        """#,
    ]
}
