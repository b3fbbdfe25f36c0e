// Signs or verifies over and over for a while, and prints how many nanoseconds each took: for Benchmarks/crypto.py.
//   crypto-benchmark ALGORITHM sign|verify token|signature SECONDS
// `token` is the whole of it, from claims to a token of 1 KB or back, with the times checked; `signature` is what the
// key does in it, over the 1 KB that is signed.

import Basics
import Cryptography
import JSON
import Tokens

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

guard CommandLine.arguments.count == 5, let algorithm = JWTAlgorithm(rawValue: CommandLine.arguments[1]),
    let seconds = Double(CommandLine.arguments[4])
else { fatalError("usage: crypto-benchmark ALGORITHM sign|verify token|signature SECONDS") }
let isSigning = CommandLine.arguments[2] == "sign"
let isWhole = CommandLine.arguments[3] == "token"

let secret = SecretBox(try algorithm.generateKey())
let key = JWTKey(
    keyID: "a-key", algorithm: algorithm, material: algorithm.digest == nil ? .keyPair(secret) : .symmetric(secret))
let now = TimeSource.system.now
let claims: JSONObject = [
    "iss": "https://id.example.com", "sub": "user-0123456789", "aud": "api", "iat": .integer(now.seconds),
    "exp": .integer(now.seconds + 3600), "email": "somebody@example.com",
    "roles": .array((0..<18).map { .string("role-\($0)-of-an-organisation") }),
    "note": .string(String(repeating: "x", count: 64)),
]
let token = try JWT.sign(claims: claims, key: key)
let input = Array(token.utf8.prefix(1024))
let signature = try key.sign(input)
let expectations = JWTExpectations(issuer: "https://id.example.com", audience: "api", now: now)

/// One operation of the kind that was asked for.
func once() throws {
    switch (isSigning, isWhole) {
    case (true, true): _ = try JWT.sign(claims: claims, key: key)
    case (true, false): _ = try key.sign(input)
    case (false, true): _ = try JWT.verify(token, keys: [key], expecting: expectations)
    case (false, false):
        guard try key.verify(signature, of: input) else { fatalError("a signature does not verify") }
    }
}

/// Seconds of processor time that this process has used, as `openssl speed` counts: other programs do not matter.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

for _ in 0..<20 { try once() }
var count = 0
let start = processorSeconds()
while processorSeconds() - start < seconds {
    for _ in 0..<16 { try once() }
    count += 16
}
print((processorSeconds() - start) * 1e9 / Double(count))
