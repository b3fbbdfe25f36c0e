package org.springframework.security.core.context;

/** Modelled after spring-security-core 6.3: the same name, version and fields. */
public class SecurityContextImpl implements java.io.Serializable {
    private static final long serialVersionUID = 620L;
    private Object authentication;
    public SecurityContextImpl(Object authentication) { this.authentication = authentication; }
}
