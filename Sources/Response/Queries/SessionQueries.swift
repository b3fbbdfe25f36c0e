public import Sessions

extension Workspace {
    /// Which layouts a store's database holds, or that of a URL which is in no configuration.
    public func detectLayouts(store name: String?, url: String?, sample: Int) throws -> LayoutDetection {
        guard let url else { return try store(name).detect(sample: sample) }
        let store = try SessionStore(StoreConfiguration(name: "url", url: url), environment: environment, time: time)
        return try store.detect(sample: sample)
    }
}
