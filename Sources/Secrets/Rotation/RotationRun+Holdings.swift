internal import Basics
internal import Cryptography
internal import State

/// What a destination holds, told by the keyring's versions.
struct Holdings {
    /// The texts.
    let values: DestinationValues
    /// The versions that they are.
    var versions: [DestinationSlot: Int] = [:]
    /// Texts that the keyring does not know.
    var strangers: [(slot: DestinationSlot, text: SecretBox)] = []
}

extension RotationRun {
    /// Reads a destination and looks its values up in the keyring.
    func inspect(_ destination: any Destination) throws -> Holdings {
        let values = try at(destination) { try destination.read() }
        var holdings = Holdings(values: values)
        for slot in DestinationSlot.allCases {
            guard let text = values[slot] else { continue }
            if let version = try identify(text, as: destination.format) {
                holdings.versions[slot] = version
            } else {
                holdings.strangers.append((slot, text))
            }
        }
        return holdings
    }

    /// Reads a destination; what the keyring does not know there is taken into it before this returns.
    func inspectAndAdopt(_ destination: any Destination) throws -> (holdings: Holdings, adopted: [Int]) {
        var holdings = try inspect(destination)
        // Previous before current, so that the numbers follow the values' age.
        let strangers = holdings.strangers.sorted { $0.slot == .previous && $1.slot != .previous }
        for (slot, text) in strangers {
            // The same text may have been taken in from another slot a moment ago.
            let version = try identify(text, as: destination.format) ?? adopt(text, from: destination, slot)
            holdings.versions[slot] = version
        }
        holdings.strangers = []
        return (holdings, strangers.compactMap { holdings.versions[$0.slot] })
    }

    /// The version that a text is; nil where the keyring does not know it.
    private func identify(_ text: SecretBox, as format: ValueFormat) throws -> Int? {
        let candidate = stored(text, as: format)
        let fingerprint = try candidate.value.withSecret { try keyring.fingerprint($0) }
        for version in try keyring.versions(of: name) where version.fingerprint == fingerprint {
            guard let known = try? keyring.value(of: name, version.version, kind.name) else { continue }
            let isSame = known.value.withSecret { known in candidate.value.withSecret { known.matches($0) } }
            if isSame { return version.version }
        }
        return nil
    }

    /// A text in the form in which the keyring would keep it: its kind's own, or where it is no value of the kind, as
    /// it stands.
    func stored(_ text: SecretBox, as format: ValueFormat) -> (form: StoredValue.Form, value: SecretBox) {
        guard let value = try? text.withSecret({ SecretBox(try kind.read($0, as: format)) }) else {
            return (.foreign, text)
        }
        return (.canonical, value)
    }

    /// Takes a text into the keyring: as the current version where it has none and consumers use this one, otherwise as
    /// a previous one, which stays valid until the next retirement.
    private func adopt(_ text: SecretBox, from destination: any Destination, _ slot: DestinationSlot) throws -> Int {
        let (form, value) = stored(text, as: destination.format)
        let version = try engine.database.write { session in
            let hasCurrent = try VersionRows.versions(name, session).contains { $0.stage == .current }
            return try value.withSecret { value in
                try keyring.insert(
                    value, form, of: name, kind: kind, stage: slot == .current && !hasCurrent ? .current : .previous,
                    session)
            }
        }
        try engine.boundary("adopted version \(version.version)")
        remarkOnAdoption(of: version.version, from: destination, form, value)
        return version.version
    }

    /// Says that a value was taken in, and what is wrong with it.
    func remarkOnAdoption(
        of number: Int, from destination: any Destination, _ form: StoredValue.Form, _ value: SecretBox
    ) {
        warn("\(destination.name) held a value that the keyring did not know: it was taken in as version \(number)")
        if form == .foreign {
            warn("version \(number) is not a \(kind.name): it is kept as it was, and nothing is verified with it")
        } else if let weakness = value.withSecret({ kind.weakness(of: $0) }) {
            warn("version \(number) is weak: \(weakness)")
        }
    }
}
