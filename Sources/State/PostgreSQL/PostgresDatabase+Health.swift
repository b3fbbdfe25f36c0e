import Basics

extension PostgresDatabase {
    public func facts() throws -> StateFacts {
        try read { session in
            let row = try session.first(
                """
                SELECT current_setting('server_version') AS version, (SELECT MAX(number) FROM \(Migrator.table)) AS number,
                    (SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
                     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r') AS bytes
                """, [.text(schema)])
            return StateFacts(
                engine: "PostgreSQL \(try row?.text("version").split(separator: " ").first.map(String.init) ?? "")",
                schema: Int(try row?.integer("number") ?? 0), bytes: try row?.integer("bytes") ?? 0)
        }
    }

    /// Asks the server, with what any role may ask. What it does not answer, as a managed one may not, is left out.
    public func findings() throws -> [StateFinding] {
        var findings: [StateFinding] = []
        let parts: [() throws -> [StateFinding]] = [
            { [try connectionFinding()] }, { try read(clockFindings) }, { try read(durabilityFindings) },
            { try read(rightsFindings) }, { try read(loadFindings) },
        ]
        for part in parts {
            do {
                findings += try part()
            } catch StateError.statement(let what), StateError.notAllowed(place: _, detail: let what) {
                findings.append(StateFinding(.doubtful, "the server cannot be asked about everything: \(what)"))
            }
        }
        return findings
    }

    /// What it is, and whether anybody on the way could read along.
    private func connectionFinding() throws -> StateFinding {
        let engine = try facts().engine
        let (usesTLS, isLocal) = try read { session in
            let row = try session.first(
                """
                SELECT COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls,
                    (inet_client_addr() IS NULL OR inet_client_addr() = inet_server_addr()) AS local
                """)
            return (try row?.integer("tls") == 1, try row?.integer("local") == 1)
        }
        if usesTLS || isLocal {
            return StateFinding(.good, "\(engine) at \(place), \(usesTLS ? "over TLS" : "on this machine")")
        }
        return StateFinding(
            .doubtful, "\(engine) at \(place), without TLS: whoever is on the way reads and changes what goes by",
            remedy: "add ?sslmode=verify-full to 'state:'")
    }

    private func clockFindings(_ session: any DatabaseSession) throws -> [StateFinding] {
        let asked = TimeSource.system.now
        let row = try session.first("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now")
        let answered = TimeSource.system.now
        // Somewhere between the question and the answer it looked at its clock.
        let there = Timestamp(microseconds: try row?.integer("now") ?? 0)
        let ahead = max(there - answered, .zero)
        let behind = max(asked - there, .zero)
        guard max(ahead, behind) > .seconds(2) else { return [] }
        return [
            StateFinding(
                .doubtful,
                "its clock is \(max(ahead, behind).compact) \(ahead > behind ? "ahead of" : "behind") this machine's: times in the journal "
                    + "do not fit together", remedy: "let both set their clocks by the network (timedatectl, chronyc tracking)")
        ]
    }

    /// Whether what is committed stays, and on how many machines.
    private func durabilityFindings(_ session: any DatabaseSession) throws -> [StateFinding] {
        let row = try session.first(
            """
            SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
                current_setting('synchronous_standby_names') AS names, pg_is_in_recovery() AS standby,
                (SELECT COUNT(*) FROM pg_stat_replication) AS replicas
            """)
        guard let row else { return [] }
        var findings: [StateFinding] = []
        for (setting, name) in [("fsync", "fsync"), ("pages", "full_page_writes")] where try row.text(setting) == "off" {
            findings.append(
                StateFinding(
                    .doubtful, "\(name) is off: after a power failure the database may be damaged",
                    remedy: "ALTER SYSTEM SET \(name) = on; SELECT pg_reload_conf();"))
        }
        if try row.integer("standby") == 1 {
            findings.append(
                StateFinding(
                    .doubtful, "it is a standby: everything can be read, and nothing done",
                    remedy: "let 'state:' name the primary, or all of them: postgres://a,b/database"))
        } else {
            let replicas = try row.integer("replicas")
            let waits = try !row.text("names").isEmpty
            if waits, replicas == 0 {
                findings.append(
                    StateFinding(
                        .doubtful, "it waits for replicas (synchronous_standby_names), and none is connected: a commit may not return",
                        remedy: "look at the replicas"))
            } else if replicas > 0 {
                findings.append(
                    StateFinding(.good, "\(replicas == 1 ? "1 replica" : "\(replicas) replicas"), \(waits ? "which confirm each commit" : "which follow")"))
            }
        }
        return findings
    }

    /// What the role may do, and what others may.
    private func rightsFindings(_ session: any DatabaseSession) throws -> [StateFinding] {
        let row = try session.first(
            """
            SELECT current_user::text AS role, has_schema_privilege($1, 'CREATE') AS makes,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super
            """, [.text(schema)])
        guard let row else { return [] }
        let role = try row.text("role")
        let tables = try session.query(
            """
            SELECT relname::text AS name, has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE') AS mine,
                has_schema_privilege('public', relnamespace, 'USAGE') AND has_table_privilege('public', oid, 'SELECT') AS everybodys
            FROM pg_class WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) ORDER BY relname
            """, [.text(schema)])
        func names(_ column: String, _ value: Int64) throws -> [String] {
            try tables.filter { try $0.integer(column) == value }.map { try $0.text("name") }
        }
        var findings: [StateFinding] = []
        let locked = try names("mine", 0)
        if !locked.isEmpty {
            findings.append(
                StateFinding(
                    .bad, "the role \(role) may not read and write \(locked.prefix(3).joined(separator: ", "))",
                    remedy: "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role);"))
        }
        let open = try names("everybodys", 1)
        if !open.isEmpty {
            findings.append(
                StateFinding(
                    .doubtful, "everybody who may log in can read \(open.prefix(3).joined(separator: ", "))",
                    remedy: "REVOKE ALL ON SCHEMA \(schema) FROM PUBLIC;"))
        }
        if try row.integer("makes") == 0 {
            findings.append(
                StateFinding(
                    .doubtful, "the role \(role) may not make tables: a later firebreak cannot bring the schema up to date",
                    remedy: "GRANT CREATE ON SCHEMA \(schema) TO \(role);"))
        }
        if try row.optionalInteger("super") == 1 {
            findings.append(
                StateFinding(
                    .doubtful, "the role \(role) is a superuser, which is more than is needed",
                    remedy: "CREATE ROLE firebreak LOGIN; and let it own the schema"))
        }
        return findings
    }

    /// Whether there is room for more connections, and nobody holds up the others.
    private func loadFindings(_ session: any DatabaseSession) throws -> [StateFinding] {
        let row = try session.first(
            """
            SELECT (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
                current_setting('max_connections')::bigint AS most,
                (SELECT (MAX(extract(epoch FROM now() - xact_start)))::bigint FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()) AS oldest,
                (SELECT MAX(age(datfrozenxid))::bigint FROM pg_database) AS age
            """)
        guard let row else { return [] }
        var findings: [StateFinding] = []
        let (used, most) = (try row.integer("used"), try row.integer("most"))
        if used * 10 > most * 8 {
            findings.append(
                StateFinding(
                    .doubtful, "\(used) of \(most) connections are in use", remedy: "raise max_connections, or put a pool before it"))
        }
        if let oldest = try row.optionalInteger("oldest"), oldest > 3600 {
            findings.append(
                StateFinding(
                    .doubtful, "a transaction in this database has been open for \(Duration.seconds(oldest).compact)",
                    remedy: "look whose it is: SELECT * FROM pg_stat_activity ORDER BY xact_start;"))
        }
        if let age = try row.optionalInteger("age"), age > 1_200_000_000 {
            findings.append(
                StateFinding(
                    .bad, "\(age / 1_000_000) million transactions were not vacuumed: at 2147 million it stops",
                    remedy: "look why autovacuum does not finish, and VACUUM (FREEZE) the databases"))
        }
        return findings
    }
}
