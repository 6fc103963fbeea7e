package org.wardflow.server.access.internal;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.OidcSettings;

/**
 * The identity provider, as it says itself how it is reached and which keys it signs with. It is asked when somebody first comes by
 * it, so that all others come in while it is away, and each question has a time in which it must be answered. Safe for all threads.
 */
final class Provider implements ClientRegistrationRepository, JWKSource<SecurityContext> {
    /** Its name here, which is a part of addresses. */
    static final String ID = "wardflow";

    /** In which a connection must be there, and in which an answer must have come. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(3);

    /** For how long its keys are not asked for again, and for how long they are used while it does not answer. */
    static final Duration KEYS_FRESH = Duration.ofMinutes(5);

    static final Duration KEYS_USABLE = Duration.ofMinutes(15);

    /** Where it is reached holds until this process ends. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final OidcSettings settings;
    private final String back;
    private final JdkClientHttpRequestFactory connections;
    private final RestClient http;
    private final Kept<ClientRegistration> registration;
    private final Kept<JWKSet> keys;

    /** @param back the path to which it sends browsers back */
    Provider(OidcSettings settings, Optional<String> publicUrl, String back) {
        this.settings = settings;
        this.back = publicUrl.orElse("{baseUrl}") + back;
        connections = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(ANSWER_MAX)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build());
        connections.setReadTimeout(ANSWER_MAX);
        http = RestClient.builder()
                .requestFactory(connections)
                .configureMessageConverters(converters ->
                        converters.addCustomConverter(new StringHttpMessageConverter(StandardCharsets.UTF_8)))
                .build();
        registration = new Kept<>(this::discover, FOREVER, FOREVER, WallClock::nanos);
        keys = new Kept<>(this::readKeys, KEYS_FRESH, KEYS_USABLE, WallClock::nanos);
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        return id.equals(ID) ? registration() : null;
    }

    /** What is known of this server at the provider, completed by what the provider says of itself; a problem if it does not. */
    ClientRegistration registration() {
        return registration.get();
    }

    private ClientRegistration discover() {
        ClientRegistration.Builder builder;
        try {
            builder = ClientRegistrations.fromOidcConfiguration(
                    JSONObjectUtils.parse(text(settings.issuer().replaceFirst("/$", "") + DISCOVERY)));
        } catch (ParseException e) {
            throw new IllegalStateException("what is at " + DISCOVERY + " is no JSON object", e);
        }
        builder.registrationId(ID)
                .clientId(settings.clientId())
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .redirectUri(back)
                .userNameAttributeName("sub")
                .scope("openid", "profile");
        settings.clientSecret()
                .ifPresentOrElse(
                        builder::clientSecret,
                        () -> builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE));
        ClientRegistration found = builder.build();
        if (!settings.issuer().equals(found.getProviderDetails().getIssuerUri())) {
            throw new IllegalStateException("it calls itself by another name than server.oidc.issuer");
        }
        return found;
    }

    private JWKSet readKeys() {
        try {
            return JWKSet.parse(text(registration().getProviderDetails().getJwkSetUri()));
        } catch (ParseException e) {
            throw new IllegalStateException("its keys cannot be read", e);
        }
    }

    private String text(@Nullable String address) {
        String body = address == null
                ? null
                : http.get().uri(URI.create(address)).retrieve().body(String.class);
        if (body == null) {
            throw new IllegalStateException("it says nothing there");
        }
        return body;
    }

    /** The keys that fit; asked for anew if none does, as after it changed them. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> known = selector.select(keys.get());
        return known.isEmpty() ? selector.select(keys.again()) : known;
    }

    /** Exchanges the code that a browser brings back. */
    RestClientAuthorizationCodeTokenResponseClient exchange() {
        RestClientAuthorizationCodeTokenResponseClient exchange = new RestClientAuthorizationCodeTokenResponseClient();
        exchange.setRestClient(RestClient.builder()
                .requestFactory(connections)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return exchange;
    }

    /** Reads the ID tokens that it gives for codes. */
    JwtDecoder idTokens(ClientRegistration client) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(this).build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(client))));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }

    /** Checks the signatures of its tokens, by whichever of its keys; nothing else yet. */
    NimbusJwtDecoder signed() {
        return NimbusJwtDecoder.withJwkSource(this)
                .jwsAlgorithms(known -> known.addAll(List.of(SignatureAlgorithm.values())))
                .build();
    }

    /** Sees to it that there are keys; a problem if there are none, which would pass for a wrong token. */
    void requireKeys() {
        var unused = keys.get();
    }
}
