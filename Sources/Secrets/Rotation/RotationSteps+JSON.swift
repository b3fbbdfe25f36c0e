internal import Basics
internal import JSON
internal import State

// As the column `steps` has them. Written and read by hand and not by `Codable`, which takes several times as long: where
// ten thousand secrets are rotated they are written thirty thousand times.

extension RotationSteps {
    /// The members that have a value, in the order in which earlier versions wrote them.
    var json: JSONValue {
        var object = JSONObject()
        object["publishedAt"] = publishedAt.json
        object["promotedAt"] = promotedAt.json
        object["reloadedAt"] = reloadedAt.json
        object["adoptedAt"] = adoptedAt.json
        object["adoptionRemark"] = adoptionRemark.map { .string($0) }
        object["reloads"] = .integer(Int64(reloads))
        object["adopted"] = .array(adopted.map { .integer(Int64($0)) })
        object["destinations"] = .array(destinations.map(\.json))
        object["waitsSince"] = waitsSince?.json
        object["promotedBy"] = promotedBy?.json
        object["cutoffs"] = cutoffs.map { .array($0.map(\.json)) }
        object["without"] = without.map { .array($0.map { .string($0) }) }
        object["incident"] = incident.map { .string($0) }
        return .object(object)
    }

    /// - Throws: `StateError.column` where it is something else.
    init(json: JSONValue) throws {
        guard let object = json.objectValue, let reloads = object["reloads"]?.integerValue,
            let adopted = object["adopted"]?.arrayValue, let destinations = object["destinations"]?.arrayValue
        else { throw StateError.steps }
        publishedAt = try Timestamp(optional: object["publishedAt"])
        promotedAt = try Timestamp(optional: object["promotedAt"])
        reloadedAt = try Timestamp(optional: object["reloadedAt"])
        adoptedAt = try Timestamp(optional: object["adoptedAt"])
        adoptionRemark = object["adoptionRemark"]?.stringValue
        self.reloads = Int(reloads)
        self.adopted = try adopted.map { item in
            guard let number = item.integerValue else { throw StateError.steps }
            return Int(number)
        }
        self.destinations = try destinations.map { try DestinationRecord(json: $0) }
        waitsSince = try object.given("waitsSince").map { try ClockReading(json: $0) }
        promotedBy = try object.given("promotedBy").map { try ClockReading(json: $0) }
        cutoffs = try object.given("cutoffs")?.arrayValue?.map { try CutoffRecord(json: $0) }
        without = object.given("without")?.arrayValue?.compactMap(\.stringValue)
        incident = object.given("incident")?.stringValue
    }
}

extension DestinationRecord {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(name)]
        object["before"] = .object(JSONObject(before.map { (key: $0.key, value: .integer(Int64($0.value))) }))
        object["state"] = .string(state.rawValue)
        object["touched"] = .bool(touched)
        object["leftOut"] = leftOut.map { .array($0.map { .string($0) }) }
        return .object(object)
    }

    fileprivate init(json: JSONValue) throws {
        guard let name = json["name"]?.stringValue, let held = json["before"]?.objectValue,
            let state = json["state"]?.stringValue.flatMap(State.init(rawValue:)), let touched = json["touched"]?.boolValue
        else { throw StateError.steps }
        var before: [String: Int] = [:]
        for (slot, number) in held {
            guard let number = number.integerValue else { throw StateError.steps }
            before[slot] = Int(number)
        }
        self.init(
            name: name, before: before, state: state, touched: touched,
            leftOut: json.objectValue?.given("leftOut")?.arrayValue?.compactMap(\.stringValue))
    }
}

extension ClockReading {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["wall": .string(wall.description)]
        object["uptime"] = uptime.map { uptime -> JSONValue in
            ["boot": .string(uptime.boot), "microseconds": .integer(uptime.microseconds)]
        }
        return .object(object)
    }

    fileprivate init(json: JSONValue) throws {
        guard let wall = json["wall"]?.stringValue.flatMap(Timestamp.init) else { throw StateError.steps }
        var uptime: Uptime?
        if let given = json.objectValue?.given("uptime") {
            guard let boot = given["boot"]?.stringValue, let microseconds = given["microseconds"]?.integerValue else {
                throw StateError.steps
            }
            uptime = Uptime(boot: boot, microseconds: microseconds)
        }
        self.init(wall: wall, uptime: uptime)
    }
}

extension CutoffRecord {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["store": .string(store)]
        object["at"] = at.json
        return .object(object)
    }

    fileprivate init(json: JSONValue) throws {
        guard let store = json["store"]?.stringValue else { throw StateError.steps }
        self.init(store: store, at: try Timestamp(optional: json["at"]))
    }
}

extension Timestamp? {
    /// ISO 8601, as everywhere in the state's JSON.
    fileprivate var json: JSONValue? { map { .string($0.description) } }
}

extension Timestamp {
    fileprivate init?(optional value: JSONValue?) throws {
        guard let value, value != .null else { return nil }
        guard let text = value.stringValue, let time = Timestamp(text) else { throw StateError.steps }
        self = time
    }
}

extension JSONObject {
    /// A member; nil where it is missing or null.
    fileprivate func given(_ key: String) -> JSONValue? {
        guard let value = self[key], value != .null else { return nil }
        return value
    }
}

extension StateError {
    fileprivate static var steps: StateError { .column("steps", expected: "the steps of a rotation") }
}
