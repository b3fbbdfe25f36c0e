extension RedisDirectory {
    /// What the Sentinels say, and the server itself (Redis documentation, "Guidelines for Redis clients with support for
    /// Redis Sentinel").
    ///
    /// More than the guidelines ask for: not the first Sentinel that answers is believed but the one with the newest
    /// configuration, since one that was cut off may name a former primary, which says that it still is one.
    func resolveMaster(_ name: String) throws(RedisError) -> RedisTopology {
        var reports: [SentinelReport] = []
        let answering: [RedisEndpoint.Address]
        do throws(RedisError) {
            answering = try askContacts(deployment.sentinelTemplate) { connection throws(RedisError) in
                reports.append(try SentinelReport.ask(&connection, for: name))
                return false
            }
        } catch {
            guard case .authentication(_, .passwordNeeded) = error else { throw error }
            throw .topology(place: deployment.description, .sentinelWantsPassword)
        }
        prefer(answering, then: reports.flatMap(\.sentinels), inReserve: true)
        // Of those that say how new their configuration is, only the newest counts.
        let newest = reports.map(\.epoch).max() ?? -1
        var first: RedisError?
        var tried: [RedisEndpoint.Address] = []
        for report in reports where report.epoch == newest || report.epoch < 0 {
            guard let primary = report.primary, !tried.contains(primary) else { continue }
            tried.append(primary)
            do throws(RedisError) {
                try confirm(primary)
                return topology(primary, reports, answering)
            } catch {
                first = first ?? error
            }
        }
        throw first ?? .topology(place: deployment.description, .unknownMaster(name: name))
    }

    /// Asks a server whether it is a primary; where its user may not ask, what HELLO says about its role is taken.
    private func confirm(_ address: RedisEndpoint.Address) throws(RedisError) {
        let reason: String
        do throws(RedisError) {
            var connection = try RedisConnection(deployment.template.at(address))
            switch RedisRole(try connection.pipeline([["ROLE"]])[0]) {
            case .primary: return
            case .replica: reason = "it says that it is a replica"
            case .sentinel: reason = "it is a Sentinel"
            case nil:
                guard try connection.identity()?.isReplica == true else { return }
                reason = "it says that it is a replica"
            }
        } catch {
            guard error.isLoss else { throw error }
            reason = error.message
        }
        throw .topology(
            place: deployment.description, .masterNotConfirmed(address: address.description, reason: reason))
    }

    private func topology(
        _ primary: RedisEndpoint.Address, _ reports: [SentinelReport], _ answering: [RedisEndpoint.Address]
    ) -> RedisTopology {
        var replicas: [RedisNode] = []
        var sentinels = answering
        var known: Set = [primary]
        for report in reports where report.primary == primary {
            for replica in report.replicas where known.insert(replica.address).inserted {
                replicas.append(
                    RedisNode(
                        endpoint: deployment.template.at(replica.address), role: .replica, isFailing: replica.isDown))
            }
            sentinels += report.sentinels
        }
        known = []
        let places = (sentinels + deployment.addresses).filter { known.insert($0).inserted }
        return RedisTopology(
            primary: deployment.template.at(primary), replicas: replicas,
            sentinels: places.map { deployment.sentinelTemplate.at($0) })
    }
}
