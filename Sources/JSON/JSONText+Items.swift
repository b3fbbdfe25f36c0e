extension JSONText {
    /// Adds an item to the array at a path, behind its last one and laid out as it is. False where there is no array.
    public mutating func append(_ text: [UInt8], to path: [Step]) throws(JSONError) -> Bool {
        guard case .array = value(at: path), let place = range(of: path) else { return false }
        let items = JSONSpans(bytes).items(of: place.lowerBound)
        guard let first = items.first, let last = items.last else {
            try change(place.lowerBound + 1..<place.lowerBound + 1, to: text)
            return true
        }
        let comma =
            items.count > 1
            ? Array(bytes[first.upperBound..<items[1].lowerBound])
            : [UInt8(ascii: ",")] + bytes[place.lowerBound + 1..<first.lowerBound]
        try change(last.upperBound..<last.upperBound, to: comma + text)
        return true
    }

    /// Takes an item out of the array at a path, with its comma: after `append`, the text is as it was before. False
    /// where there is none.
    public mutating func remove(_ index: Int, from path: [Step]) throws(JSONError) -> Bool {
        guard value(at: path)?[index] != nil, let place = range(of: path) else { return false }
        let items = JSONSpans(bytes).items(of: place.lowerBound)
        if index > 0 {
            try change(items[index - 1].upperBound..<items[index].upperBound, to: [])
        } else {
            let end = items.count > 1 ? items[1].lowerBound : items[0].upperBound
            try change(items[0].lowerBound..<end, to: [])
        }
        return true
    }
}
