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

/// Makes a key of an algorithm from what a builder holds, and frees the builder.
static inline EVP_PKEY *firebreak_key_from(const char *algorithm, OSSL_PARAM_BLD *builder, int complete, int selection) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = complete ? OSSL_PARAM_BLD_to_param(builder) : NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, algorithm, NULL);
    if (parameters != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &key, selection, parameters) != 1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    return key;
}

/// Makes an EC key from its curve, its point (SEC 1, uncompressed) and, where it is private, its scalar.
static inline EVP_PKEY *firebreak_ec_key(const char *group, const void *point, size_t count, const BIGNUM *scalar) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    int complete = builder != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) &&
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, count) &&
        (scalar == NULL || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar));
    return firebreak_key_from("EC", builder, complete, scalar == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR);
}

/// Makes an RSA key from n and e and, where d is given, from d, p, q, d mod p-1, d mod q-1 and q^-1 mod p.
static inline EVP_PKEY *firebreak_rsa_key(const BIGNUM *n, const BIGNUM *e, const BIGNUM *d, const BIGNUM *p,
                                          const BIGNUM *q, const BIGNUM *dp, const BIGNUM *dq, const BIGNUM *qi) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    int complete = builder != NULL &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) &&
        (d == NULL ||
         (OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_D, d) &&
          OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_FACTOR1, p) &&
          OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_FACTOR2, q) &&
          OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_EXPONENT1, dp) &&
          OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_EXPONENT2, dq) &&
          OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi)));
    return firebreak_key_from("RSA", builder, complete, d == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR);
}

/// How many certificates a server has sent.
static inline int firebreak_peer_certificate_count(SSL *connection) {
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(connection);
    return chain == NULL ? 0 : sk_X509_num(chain);
}

/// One of them; it stays the connection's.
static inline X509 *firebreak_peer_certificate(SSL *connection, int index) {
    return sk_X509_value(SSL_get_peer_cert_chain(connection), index);
}

/// A name in one line (RFC 2253), in a memory BIO.
static inline BIO *firebreak_name_text(const X509_NAME *name) {
    BIO *text = BIO_new(BIO_s_mem());
    if (text != NULL) X509_NAME_print_ex(text, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return text;
}

/// Whose a certificate is.
static inline BIO *firebreak_certificate_subject(X509 *certificate) {
    return firebreak_name_text(X509_get_subject_name(certificate));
}

/// Who signed it.
static inline BIO *firebreak_certificate_issuer(X509 *certificate) {
    return firebreak_name_text(X509_get_issuer_name(certificate));
}

/// The names and addresses that a certificate is good for, a line each, in a memory BIO.
static inline BIO *firebreak_certificate_names(X509 *certificate) {
    BIO *text = BIO_new(BIO_s_mem());
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; text != NULL && index < sk_GENERAL_NAME_num(names); index++) {
        GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
        GENERAL_NAME_print(text, name);
        BIO_write(text, "\n", 1);
    }
    GENERAL_NAMES_free(names);
    return text;
}
