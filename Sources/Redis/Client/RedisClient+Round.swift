extension RedisClient {
    /// Refusals after which the same command may succeed a moment later (src/server.c, `createSharedObjects`).
    static let passing: Set<String> = ["LOADING", "CLUSTERDOWN", "MASTERDOWN", "BUSY", "TRYAGAIN"]
    /// How many commands go to one server before their replies are read.
    private static let atOnce = 1000

    /// Commands for one server.
    private struct Group {
        let endpoint: RedisEndpoint
        var errands: [RedisErrands.Errand] = []
        var link: RedisLinks.Link?
    }

    /// Sends what is pending, and takes the replies in. What is to be sent once more is pending again afterwards.
    func run(_ errands: inout RedisErrands, _ needs: inout RoundNeeds) throws(RedisError) {
        let topology = try currentTopology()
        var groups = group(&errands, topology, &needs)
        for index in groups.indices { open(&groups[index], &errands, &needs) }
        // All are sent before any reply is read: the servers work side by side.
        for index in groups.indices { send(&groups[index], &errands, &needs) }
        for group in groups { receive(group, &errands, &needs) }
        errands.pending.sort { $0.index < $1.index }
    }

    /// The map, asked for where there is none.
    func currentTopology() throws(RedisError) -> RedisTopology {
        if let topology { return topology }
        let resolved = try directory.resolve()
        topology = resolved
        wasResolved = true
        return resolved
    }

    /// Takes pending errands and puts those for one server together, as many as go at once.
    private func group(
        _ errands: inout RedisErrands, _ topology: RedisTopology, _ needs: inout RoundNeeds
    ) -> [Group] {
        var groups: [Group] = []
        var places: [RedisEndpoint.Address: Int] = [:]
        var later: [RedisErrands.Errand] = []
        for var errand in errands.pending {
            let slot = errands.commands[errand.index].slot
            guard let address = errand.destination ?? topology.primary(ofSlot: slot)?.address else {
                errand.last = .server(code: "CLUSTERDOWN", message: "Hash slot not served")
                later.append(errand)
                needs = RoundNeeds(pause: true, map: true)
                continue
            }
            let place = places[address, default: groups.count]
            if place == groups.count {
                groups.append(Group(endpoint: directory.deployment.template.at(address)))
                places[address] = place
            }
            if groups[place].errands.count < Self.atOnce {
                groups[place].errands.append(errand)
            } else {
                later.append(errand)
            }
        }
        errands.pending = later
        return groups
    }

    private func open(_ group: inout Group, _ errands: inout RedisErrands, _ needs: inout RoundNeeds) {
        do throws(RedisError) {
            group.link = try links.link(to: group.endpoint)
        } catch {
            fail(group.errands[...], error, wereSent: false, &errands, &needs)
            group.errands = []
        }
    }

    private func send(_ group: inout Group, _ errands: inout RedisErrands, _ needs: inout RoundNeeds) {
        guard let link = group.link else { return }
        for errand in group.errands {
            if errand.isAsking { link.connection.enqueue(["ASKING"]) }
            link.connection.enqueue(errands.commands[errand.index].arguments)
        }
        do throws(RedisError) {
            try link.connection.flush()
        } catch {
            fail(group.errands[...], error, wereSent: true, &errands, &needs)
            group.errands = []
        }
    }

    private func receive(_ group: Group, _ errands: inout RedisErrands, _ needs: inout RoundNeeds) {
        guard let link = group.link else { return }
        for (index, errand) in group.errands.enumerated() {
            do throws(RedisError) {
                // Where ASKING is refused, the command itself is too, and its own refusal is told.
                if errand.isAsking { _ = try link.connection.receive() }
                take(try link.connection.receive(), errand, group.endpoint.address, &errands, &needs)
            } catch {
                fail(group.errands[index...], error, wereSent: true, &errands, &needs)
                return
            }
        }
    }

    /// A server could not be reached, or went away.
    private func fail(
        _ failed: ArraySlice<RedisErrands.Errand>, _ error: RedisError, wereSent: Bool, _ errands: inout RedisErrands,
        _ needs: inout RoundNeeds
    ) {
        for var errand in failed {
            errand.mayHaveRunUnseen = errand.mayHaveRunUnseen || wereSent
            guard error.mayPass else {
                errands.finish(errand, .failure(error))
                continue
            }
            errand.last = error
            errand.destination = nil
            errand.isAsking = false
            errands.pending.append(errand)
            needs = RoundNeeds(pause: true, map: true)
        }
    }

    /// A reply has come: it is what was asked for, or says where or when to ask again.
    private func take(
        _ reply: RedisReply, _ errand: RedisErrands.Errand, _ address: RedisEndpoint.Address,
        _ errands: inout RedisErrands, _ needs: inout RoundNeeds
    ) {
        guard case .error(let code, let message) = reply else {
            errands.finish(errand, .success(reply))
            return
        }
        let refusal = RedisError.refusal(code: code, message: message)
        var errand = errand
        errand.last = refusal
        errand.destination = nil
        errand.isAsking = false
        if directory.deployment.kind == .cluster, let redirection = RedisRedirection(code: code, message: message) {
            errand.redirections += 1
            guard errand.redirections <= patience.redirections else {
                errands.finish(
                    errand,
                    .failure(.topology(place: directory.deployment.description, .tooManyRedirections)))
                return
            }
            errand.destination = redirection.address(toldBy: address)
            errand.isAsking = redirection.kind == .ask
            if redirection.kind == .moved { needs.map = true }
            // Nodes that do not agree yet need a moment.
            if errand.redirections > 2 { needs.pause = true }
        } else if code == "READONLY" {
            // A name may lead to another server by now. A single server that stays a replica is told of soon.
            errand.repetitions += 1
            guard directory.deployment.kind != .single || errand.repetitions <= 2 else {
                errands.finish(errand, .failure(refusal))
                return
            }
            links.drop(address)
            needs = RoundNeeds(pause: true, map: true)
        } else if Self.passing.contains(code) {
            errand.repetitions += 1
            guard code != "TRYAGAIN" || errand.repetitions <= patience.repetitions else {
                errands.finish(errand, .failure(refusal))
                return
            }
            needs = RoundNeeds(pause: true, map: needs.map || (code != "TRYAGAIN" && code != "BUSY"))
        } else {
            errands.finish(errand, .failure(refusal))
            return
        }
        errands.pending.append(errand)
    }
}
