package org.springframework.security.web.authentication;

public class WebAuthenticationDetails implements java.io.Serializable {
    private static final long serialVersionUID = 620L;
    private final String remoteAddress = "127.0.0.1", sessionId = "some-id";
}
