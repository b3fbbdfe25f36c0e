// OpenSSL 3 as Swift can import it: its headers, and inline functions for what Swift cannot call (macros), or what
// must outlive a call (the names inside OSSL_PARAM). Nothing newer than OpenSSL 3.0 is used.
#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// Keys an HMAC context (EVP_MAC-HMAC).
static inline int firebreak_hmac_init(EVP_MAC_CTX *context, const char *digest, const void *key, size_t count) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, (const unsigned char *)key, count, parameters);
}

/// Derives by HKDF, extract and expand (EVP_KDF-HKDF). An absent salt is as many zeros as the digest is long.
static inline int firebreak_hkdf(EVP_KDF_CTX *context, const char *digest, const void *key, size_t keyCount,
                                 const void *salt, size_t saltCount, const void *info, size_t infoCount,
                                 unsigned char *output, size_t count) {
    OSSL_PARAM parameters[5];
    OSSL_PARAM *next = parameters;
    *next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)digest, 0);
    *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, keyCount);
    if (saltCount > 0) *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, saltCount);
    if (infoCount > 0) *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, infoCount);
    *next = OSSL_PARAM_construct_end();
    return EVP_KDF_derive(context, output, count, parameters);
}

/// What a memory BIO holds.
static inline long firebreak_bio_contents(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }

/// Refuses what is older than TLS 1.2 (RFC 8996), and lets a write that timed out be repeated from another address.
static inline int firebreak_tls_configure(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return (int)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

/// Names the host in the handshake (SNI, RFC 6066 §3).
static inline int firebreak_tls_set_name(SSL *connection, const char *name) {
    return (int)SSL_set_tlsext_host_name(connection, name);
}
