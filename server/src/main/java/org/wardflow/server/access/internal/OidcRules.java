package org.wardflow.server.access.internal;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.server.access.OidcGrants;
import org.wardflow.server.access.OidcSettings;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;

/** Sign-in by an identity provider: code flow with PKCE in the browser, access tokens at the API. */
final class OidcRules {
    private static final String OUT = "/oauth2/authorization/";
    private static final String BACK = "/login/oauth2/code/";

    /** What only ID tokens carry: they say who somebody is to the page, and open no API. */
    private static final List<String> ID_TOKEN_CLAIMS = List.of("nonce", "at_hash", "c_hash");

    /** What Keycloak writes into access tokens, beside the type in their head, which its ID tokens have too. */
    private static final String BEARER = "Bearer";

    private final OidcSettings settings;
    private final Provider provider;
    private final AccessPolicy policy;
    private final Answers answers;
    private final OidcGrants grants;
    private final Sessions sessions;

    OidcRules(
            OidcSettings settings,
            Optional<String> publicUrl,
            AccessPolicy policy,
            Answers answers,
            Sessions sessions) {
        this.settings = settings;
        this.provider = new Provider(settings, publicUrl, BACK + Provider.ID);
        this.policy = policy;
        this.answers = answers;
        this.sessions = sessions;
        this.grants = new OidcGrants(settings.rolesClaim(), policy);
    }

    void apply(HttpSecurity http) {
        OidcUserService users = new OidcUserService();
        // Roles stand in the ID token: its signature is checked, and one request less is made.
        users.setRetrieveUserInfo(request -> false);
        http.addFilterBefore(new ProviderTurns(provider, OUT + "*", BACK + "*"), SecurityContextHolderFilter.class);
        http.oauth2Login(login -> login.clientRegistrationRepository(provider)
                .loginPage("/")
                .tokenEndpoint(codes -> codes.accessTokenResponseClient(provider.exchange()))
                .withObjectPostProcessor(new IdTokens())
                .userInfoEndpoint(info -> info.oidcUserService(users))
                .successHandler(this::cameIn)
                .failureHandler((request, response, why) -> {
                    answers.noteDenied(request);
                    response.sendRedirect("/?problem=sign-in");
                }));
        settings.audience()
                .ifPresent(audience -> http.oauth2ResourceServer(api -> api.authenticationEntryPoint(answers::unknown)
                        .jwt(jwt -> jwt.decoder(decoder(audience)).jwtAuthenticationConverter(this::tokenBearer))));
    }

    private void cameIn(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        Map<String, Object> claims = authentication.getPrincipal() instanceof OidcUser user
                ? user.getIdToken().getClaims()
                : Map.of();
        Optional<Person> person = grants.person(claims, Person.Way.OIDC);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
        if (person.isPresent()) {
            Visitor visitor = visitor(person.get(), sessions.end());
            context.setAuthentication(visitor);
            contexts.saveContext(context, request, response);
            answers.cameIn(request, response, visitor);
            response.sendRedirect("/");
        } else {
            contexts.saveContext(context, request, response);
            answers.noteDenied(request);
            response.sendRedirect("/?problem=" + (grants.lacksPlace(claims) ? "no-place" : "no-role"));
        }
    }

    private Visitor visitor(Person person, Instant until) {
        return new Visitor(person, policy.rights(person.grant().role()), until);
    }

    private Visitor tokenBearer(Jwt token) {
        // The decoder lets none come through that has no end.
        Instant end = requireNonNull(token.getExpiresAt());
        return grants.person(token.getClaims(), Person.Way.TOKEN)
                .map(person -> visitor(person, end))
                .orElseThrow(() -> new InvalidBearerTokenException("the token names no role, or not where"));
    }

    private JwtDecoder decoder(String audience) {
        NimbusJwtDecoder decoder = provider.signed();
        JwtTypeValidator types = new JwtTypeValidator(List.of("JWT", "at+jwt"));
        List<OAuth2TokenValidator<Jwt>> checks = new ArrayList<>(List.of(
                new JwtTimestampValidator(),
                new JwtIssuerValidator(settings.issuer()),
                types,
                new JwtClaimValidator<List<String>>("aud", aud -> aud != null && aud.contains(audience)),
                new JwtClaimValidator<>("exp", expiry -> expiry != null),
                OidcRules::refuseIdToken));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(checks));
        return token -> {
            provider.requireKeys();
            return decoder.decode(token);
        };
    }

    private static OAuth2TokenValidatorResult refuseIdToken(Jwt token) {
        String type = token.getClaimAsString("typ");
        return ID_TOKEN_CLAIMS.stream().anyMatch(token::hasClaim) || (type != null && !type.equals(BEARER))
                ? OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "an ID token", null))
                : OAuth2TokenValidatorResult.success();
    }

    /** Gives the one that reads ID tokens the keys that are known here: by itself it would fetch them, and wait for them. */
    private final class IdTokens implements ObjectPostProcessor<OidcAuthorizationCodeAuthenticationProvider> {
        @Override
        public <O extends OidcAuthorizationCodeAuthenticationProvider> O postProcess(O reader) {
            reader.setJwtDecoderFactory(provider::idTokens);
            return reader;
        }
    }
}
