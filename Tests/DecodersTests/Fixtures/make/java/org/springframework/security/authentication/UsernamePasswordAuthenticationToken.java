package org.springframework.security.authentication;

import org.springframework.security.core.authority.SimpleGrantedAuthority;
import java.util.Collection;

public class UsernamePasswordAuthenticationToken extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 620L;
    private final Object principal;
    private Object credentials;
    public UsernamePasswordAuthenticationToken(Object principal, Collection<SimpleGrantedAuthority> authorities, Object details) {
        super(authorities, details);
        this.principal = principal;
    }
}
