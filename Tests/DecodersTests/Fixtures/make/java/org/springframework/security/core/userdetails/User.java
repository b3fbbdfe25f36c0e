package org.springframework.security.core.userdetails;

import org.springframework.security.core.authority.SimpleGrantedAuthority;
import java.io.Serializable;
import java.util.*;

public class User implements Serializable {
    private static final long serialVersionUID = 620L;
    private String password;
    private final String username;
    private final Set<SimpleGrantedAuthority> authorities;
    private final boolean accountNonExpired = true, accountNonLocked = true, credentialsNonExpired = true, enabled = true;

    public User(String username, Collection<SimpleGrantedAuthority> authorities) {
        this.username = username;
        SortedSet<SimpleGrantedAuthority> sorted = new TreeSet<>(new AuthorityComparator());
        sorted.addAll(authorities);
        this.authorities = Collections.unmodifiableSet(sorted);
    }

    private static class AuthorityComparator implements Comparator<SimpleGrantedAuthority>, Serializable {
        private static final long serialVersionUID = 620L;
        public int compare(SimpleGrantedAuthority a, SimpleGrantedAuthority b) { return a.getAuthority().compareTo(b.getAuthority()); }
    }
}
