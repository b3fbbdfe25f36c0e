package org.springframework.security.oauth2.core.user;

import org.springframework.security.core.authority.SimpleGrantedAuthority;
import java.util.*;

public class DefaultOAuth2User implements java.io.Serializable {
    private static final long serialVersionUID = 620L;
    private final Set<SimpleGrantedAuthority> authorities;
    private final Map<String, Object> attributes;
    private final String nameAttributeKey;
    public DefaultOAuth2User(Collection<SimpleGrantedAuthority> authorities, Map<String, Object> attributes, String key) {
        this.authorities = Collections.unmodifiableSet(new LinkedHashSet<>(authorities));
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        this.nameAttributeKey = key;
    }
}
