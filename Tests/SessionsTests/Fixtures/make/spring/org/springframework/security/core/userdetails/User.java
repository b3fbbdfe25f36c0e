package org.springframework.security.core.userdetails;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.security.core.GrantedAuthority;

public class User implements Serializable {
    private static final long serialVersionUID = 620L;
    private String password;
    private final String username;
    private final Set<GrantedAuthority> authorities;
    private final boolean accountNonExpired = Boolean.parseBoolean("true");
    private final boolean accountNonLocked = Boolean.parseBoolean("true");
    private final boolean credentialsNonExpired = Boolean.parseBoolean("true");
    private final boolean enabled = Boolean.parseBoolean("true");

    public User(String username, Collection<GrantedAuthority> authorities) {
        this.username = username;
        SortedSet<GrantedAuthority> sorted = new TreeSet<>(new AuthorityComparator());
        sorted.addAll(authorities);
        this.authorities = Collections.unmodifiableSet(sorted);
    }

    private static class AuthorityComparator implements Comparator<GrantedAuthority>, Serializable {
        private static final long serialVersionUID = 620L;

        public int compare(GrantedAuthority first, GrantedAuthority second) {
            return first.getAuthority().compareTo(second.getAuthority());
        }
    }
}
