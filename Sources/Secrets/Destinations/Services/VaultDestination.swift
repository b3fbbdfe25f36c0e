internal import Basics
internal import Cryptography
internal import HTTP
internal import JSON

/// Fields of a secret in Vault's or OpenBao's key/value store, version 2. A change names the version that was read
/// (`cas`), so that it is refused where somebody else wrote in between; the other fields stay as they are.
/// (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2; openbao.org/api-docs/secret/kv/kv-v2.)
struct VaultDestination: Destination {
    let name: String
    let format: ValueFormat
    let service: DestinationService
    let mount: String
    let path: String
    let fields: [DestinationSlot: String]

    var slots: Set<DestinationSlot> { Set(fields.keys) }
    var caveats: [String] { service.caveats }

    /// What is stored, and the version to name in a change: 0 where nothing ever was.
    private struct Stored {
        var data: JSONObject
        let version: Int64
    }

    private var address: String { "/v1/\(PercentEncoding.encodePath(mount))/data/\(PercentEncoding.encodePath(path))" }

    func read() throws -> DestinationValues { try values(stored()) }

    func check(_ change: DestinationChange) throws {
        let held = try stored()
        _ = try changed(held, by: change)
        // Every token may ask what it may do (the policy `default`); one that may not is let pass here.
        let wanted = "\(mount)/data/\(path)"
        let response = try service.send("POST", "/v1/sys/capabilities-self", body: ["paths": [.string(wanted)]])
        guard response.status == 200, let answer = try? service.object(response) else { return }
        let names = (answer[wanted] ?? answer["capabilities"])?.arrayValue?.compactMap(\.stringValue) ?? []
        let needed = held.version == 0 ? "create" : "update"
        guard names.isEmpty || names.contains("root") || names.contains(needed) else { throw forbidden() }
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        let held = try stored()
        guard try values(held).matches(expected) else { throw DestinationError.changedMeanwhile(name) }
        let data = try changed(held, by: change)
        let response = try service.send(
            "POST", address, body: ["options": ["cas": .integer(held.version)], "data": .object(data)])
        guard response.status == 200 || response.status == 204 else {
            throw failure(response, hiding: change.texts.values.compactMap(\.self))
        }
    }

    private func stored() throws -> Stored {
        let response = try service.send("GET", address)
        guard response.status == 200 || response.status == 404 else { throw failure(response, hiding: []) }
        let answer = (try? service.object(response)) ?? [:]
        let version = answer["data"]?["metadata"]?["version"]?.integerValue
        if response.status == 404 {
            // A version that was deleted, or destroyed, still counts: the next one names it.
            return Stored(data: [:], version: version ?? 0)
        }
        guard let version, let data = answer["data"]?["data"]?.objectValue else {
            throw DestinationError(
                "what answers there is no key/value store of version 2",
                hint: "check 'mount', and its version with 'vault secrets list -detailed'", .configuration)
        }
        return Stored(data: data, version: version)
    }

    private func values(_ stored: Stored) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, field) in fields {
            guard let item = stored.data[field], !item.isNull else { continue }
            guard let text = item.stringValue else {
                throw DestinationError("the field '\(field.printable)' holds something else than text", .badInput)
            }
            if !text.isEmpty { values[slot] = SecretBox(Secret(utf8: text)) }
        }
        return values
    }

    private func changed(_ stored: Stored, by change: DestinationChange) throws -> JSONObject {
        var data = stored.data
        for (slot, field) in fields {
            guard let text = change.texts[slot] else { continue }
            data[field] = try text.map { .string(try $0.text(for: "a field")) }
        }
        return data
    }

    // MARK: What went wrong

    private func forbidden() -> DestinationError {
        DestinationError(
            "the token may not read or write '\(mount.printable)/\(path.printable)'",
            hint: "its policy needs read, create and update on \(mount.printable)/data/\(path.printable)", .refused)
    }

    private func failure(_ response: HTTPResponse, hiding secrets: [SecretBox]) -> DestinationError {
        let said = (try? service.object(response))?["errors"]?[0]?.stringValue
        switch response.status {
        case 400 where said?.contains("check-and-set parameter did not match") == true:
            return .changedMeanwhile(name)
        case 401, 403: return forbidden()
        case 404:
            return DestinationError("nothing is mounted at '\(mount.printable)'", hint: "check 'mount'", .configuration)
        // What was written is not on this node yet (Vault Enterprise, eventual consistency).
        case 412: return service.busy(response, "this node lags behind")
        case 472, 473: return service.busy(response, "it is a standby node")
        case 503: return service.busy(response, "it is sealed or being maintained")
        default: return service.failure(response, said: said, hiding: secrets)
        }
    }
}
