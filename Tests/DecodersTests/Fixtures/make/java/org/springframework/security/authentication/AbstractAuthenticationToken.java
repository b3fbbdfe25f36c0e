package org.springframework.security.authentication;

import org.springframework.security.core.authority.SimpleGrantedAuthority;
import java.util.*;

public abstract class AbstractAuthenticationToken implements java.io.Serializable {
    private final Collection<SimpleGrantedAuthority> authorities;
    private Object details;
    private boolean authenticated = true;
    public AbstractAuthenticationToken(Collection<SimpleGrantedAuthority> authorities, Object details) {
        this.authorities = Collections.unmodifiableList(new ArrayList<>(authorities));
        this.details = details;
    }
}
