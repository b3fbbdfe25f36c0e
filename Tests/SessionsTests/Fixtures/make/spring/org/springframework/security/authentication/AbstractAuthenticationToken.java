package org.springframework.security.authentication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

public abstract class AbstractAuthenticationToken implements Authentication {
    private static final long serialVersionUID = -3194696462184782834L;
    private final Collection<GrantedAuthority> authorities;
    private Object details;
    private boolean authenticated = true;

    AbstractAuthenticationToken(Collection<GrantedAuthority> authorities, Object details) {
        this.authorities = Collections.unmodifiableList(new ArrayList<>(authorities));
        this.details = details;
    }

    public String getName() { return null; }
}
