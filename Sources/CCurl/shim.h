// libcurl's easy interface as Swift can import it: each type that the variadic curl_easy_setopt and curl_easy_getinfo
// take has a function of its own. Written against 7.81 (Ubuntu 22.04) to 8.x.
#pragma once
#ifndef CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_TYPECHECK 1
#endif
#include <curl/curl.h>

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// Options of type curl_off_t, as CURLOPT_POSTFIELDSIZE_LARGE.
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text; NULL sets the option back to none.
static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// For what is handed to callbacks, and for CURLOPT_POSTFIELDS: libcurl keeps the pointer and copies nothing.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl keeps the list; it is freed by the caller after the transfer.
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION share this type.
static inline CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, curl_write_callback function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// The fields of the first certificate of the server's chain, its own; NULL where nothing is known of it.
static inline const struct curl_slist *ccurl_first_certificate(CURL *handle) {
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1)
        return NULL;
    return chain->certinfo[0];
}

/// Nothing but HTTP and HTTPS, neither asked for nor redirected to.
static inline CURLcode ccurl_allow_only_http(CURL *handle) {
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    return code ? code : curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    return code ? code : curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/// Without it a transfer that has timed out while a name was looked up waits for the resolver's thread after all.
/// Older versions than 7.87 always wait.
static inline CURLcode ccurl_do_not_wait_for_resolver(CURL *handle) {
#if CURL_AT_LEAST_VERSION(7, 87, 0)
    return curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
    return CURLE_OK;
#endif
}

/// Nothing but SMTP, with or without TLS from the start.
static inline CURLcode ccurl_allow_only_smtp(CURL *handle) {
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
}

/// TLS for the whole conversation, or none of it.
static inline CURLcode ccurl_require_tls(CURL *handle) {
    return curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
}

/// A recipient that is refused does not keep the others from getting the mail. Renamed in 8.2.
static inline CURLcode ccurl_allow_refused_recipients(CURL *handle) {
#if CURL_AT_LEAST_VERSION(8, 2, 0)
    return curl_easy_setopt(handle, CURLOPT_MAIL_RCPT_ALLOWFAILS, 1L);
#else
    return curl_easy_setopt(handle, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
#endif
}
