extension ConfigurationNode {
    /// The mapping that stands here; an empty value counts as an empty mapping.
    public func mapping() throws(ConfigurationError) -> ConfigurationMapping {
        switch content {
        case .mapping(let entries): return ConfigurationMapping(node: self, all: entries)
        default:
            if isNull { return ConfigurationMapping(node: self, all: []) }
            throw unexpected("a mapping (key: value)")
        }
    }

    /// The items of the list that stands here; an empty value counts as an empty list.
    public func sequence() throws(ConfigurationError) -> [ConfigurationNode] {
        switch content {
        case .sequence(let nodes): return nodes
        default:
            if isNull { return [] }
            throw unexpected("a list")
        }
    }
}
