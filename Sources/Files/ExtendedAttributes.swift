internal import Glibc

/// The calls for extended attributes (xattr(7)). Swift's Glibc module leaves their header out, so that they are looked
/// up in the C library that is loaded anyway.
@unsafe private struct AttributeCalls {
    typealias List = @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, Int) -> Int
    typealias Get = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int) -> Int
    typealias Set = @convention(c) (Int32, UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32) -> Int32

    let list: List
    let get: Get
    let set: Set

    init?() {
        guard let list = unsafe dlsym(nil, "listxattr"), let get = unsafe dlsym(nil, "getxattr"),
            let set = unsafe dlsym(nil, "fsetxattr")
        else { return nil }
        unsafe self.list = unsafe unsafeBitCast(list, to: List.self)
        unsafe self.get = unsafe unsafeBitCast(get, to: Get.self)
        unsafe self.set = unsafe unsafeBitCast(set, to: Set.self)
    }
}

/// Copies the extended attributes of a file, among them its access list (`system.posix_acl_access`, acl(5)), without
/// which an application may lose its right to read the file. Where a file system keeps none, there is nothing to do;
/// labels that only the system may set (`security.`, `trusted.`) are copied as far as it lets us. The result is nil,
/// or the `errno` of an attribute that could not be kept.
func copyExtendedAttributes(from path: String, to file: borrowing Descriptor) -> Int32? {
    guard let calls = unsafe AttributeCalls() else { return nil }
    let length = unsafe calls.list(path, nil, 0)
    guard length > 0 else { return nil }
    var list = [CChar](repeating: 0, count: length)
    let got = unsafe calls.list(path, &list, length)
    guard got > 0 else { return got < 0 ? errno : nil }
    for name in list.prefix(got).split(separator: 0) {
        let text = String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let size = unsafe calls.get(path, text, nil, 0)
        guard size >= 0 else { continue }
        var value = [UInt8](repeating: 0, count: size)
        guard unsafe calls.get(path, text, &value, size) == size else { continue }
        let status = unsafe calls.set(file.number, text, value, size, 0)
        if status != 0 && (text.hasPrefix("user.") || text.hasPrefix("system.posix_acl")) { return errno }
    }
    return nil
}
