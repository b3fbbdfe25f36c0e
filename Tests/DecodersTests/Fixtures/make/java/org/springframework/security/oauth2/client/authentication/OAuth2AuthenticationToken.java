package org.springframework.security.oauth2.client.authentication;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import java.util.Collection;

public class OAuth2AuthenticationToken extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 620L;
    private final DefaultOAuth2User principal;
    private final String authorizedClientRegistrationId;
    public OAuth2AuthenticationToken(DefaultOAuth2User principal, Collection<SimpleGrantedAuthority> authorities) {
        super(authorities, null);
        this.principal = principal;
        this.authorizedClientRegistrationId = "github";
    }
}
