internal import Basics

extension RotationRun {
    /// Brings the change to servers that were left out because they were away. Gives the first failure.
    func completeLeftOut(_ rotation: inout Rotation) throws -> (any Failure)? {
        let names = Set(rotation.steps.destinations.filter { $0.leftOut != nil }.map(\.name))
        guard !names.isEmpty else { return nil }
        absent.expect(rotation.leftOut.flatMap(\.places))
        // The state of the record is passed over: what is done, is done everywhere else.
        let failure = try forEachDestination(
            among: destinations.filter { names.contains($0.name) }, &rotation, until: nil, goesOn: true
        ) { destination, rotation in
            let new = rotation.version
            try converge(
                destination, &rotation, to: .retired,
                require: { holdings in
                    guard holdings.versions[.current] == new else {
                        throw SecretsError.drifted(
                            destination: destination.name, held: holdings.versions[.current], expected: new)
                    }
                },
                { change, _ in change.clear(.previous) })
        }
        if let failure { return failure }
        guard let (name, places) = rotation.leftOut.first else { return nil }
        owes = true
        return SecretsError.destination(
            name: name,
            DestinationError(
                "\(places.joined(separator: ", ")) is still away and has not got the change",
                hint: "bring it back, or take it out of the deployment (CLUSTER FORGET, SENTINEL RESET); "
                    + "'firebreak tick' goes on by itself", .unavailable))
    }

    /// Says what was done without whom.
    func remarkOnLeftOut(_ rotation: Rotation) {
        for (name, places) in rotation.leftOut {
            for place in places { warn(Self.remark(on: place, of: name)) }
        }
        remarkOnUnused(without)
    }

    /// Names servers that could be done without and were not away.
    func remarkOnUnused(_ places: [String]) {
        for place in absent.unused(of: places)  {
            warn("\(place) was not left out: it answers, or no destination of \(name) names it so")
        }
    }

    static func remark(on place: String, of destination: String) -> String {
        "LEFT OUT: \(place) of \(destination) does not know the new value and MAY STILL ACCEPT THE OLD ONE; "
            + "'firebreak tick' finishes it when it is back"
    }
}

extension Rotation {
    /// Servers that have not got the change yet, by destination.
    var leftOut: [(name: String, places: [String])] {
        steps.destinations.compactMap { record in record.leftOut.map { (record.name, $0) } }
    }

    /// Whether something outside is owed still although the value is retired.
    var isOwing: Bool { !owedCutoffs.isEmpty || !leftOut.isEmpty }
}
