package org.wardflow.server.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.wardflow.server.access.Doors;
import org.wardflow.server.access.Gate;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.SignIn;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.http.Json;
import org.wardflow.server.http.Problem;

/** Sign-in, sessions, rights by address, headers. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public final class SecurityRules {
    /** Scripts, styles, pictures and requests from here alone; framed by nobody; no text ever becomes markup. */
    static final String CONTENT_POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String SESSION = "/api/v1/session";

    private final Doors doors;
    private final Answers answers;
    private final Asker asker;

    /** For what the doors name. */
    public SecurityRules(Doors doors) {
        this.doors = doors;
        this.asker = new Asker(doors.trustedProxy());
        this.answers = new Answers(doors, asker);
    }

    @Bean
    WebSecurityCustomizer firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHostnames(doors.ownName());
        return web -> web.httpFirewall(firewall).requestRejectedHandler(new HttpStatusRequestRejectedHandler());
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http) {
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict").secure(doors.secure()));
        http.csrf(csrf -> csrf.csrfTokenRepository(tokens).csrfTokenRequestHandler(new HeaderToken()))
                .headers(SecurityRules::headers)
                .requestCache(cache -> cache.disable())
                .anonymous(anonymous -> {})
                .logout(out -> out.logoutRequestMatcher(
                                PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.DELETE, SESSION))
                        .deleteCookies("wardflow")
                        .logoutSuccessHandler(answers::left))
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint(answers::unknown).accessDeniedHandler(answers::denied))
                .addFilterBefore(new Counting(doors.metrics(), doors.gates()), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new Limits(doors.metrics(), asker, doors.sessions()), SecurityContextHolderFilter.class)
                .addFilterBefore(new OwnPages(doors.publicUrl(), answers::denied), CsrfFilter.class)
                .addFilterBefore(new StillValid(doors.sessions()), AuthorizationFilter.class)
                .addFilterBefore(new AccountLimit(doors.metrics()), AuthorizationFilter.class)
                .addFilterAt(signIn(tokens), UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> {
                    for (Gate gate : doors.gates()) {
                        var matched = requests.requestMatchers(HttpMethod.valueOf(gate.method()), gate.path());
                        gate.right()
                                .ifPresentOrElse(right -> matched.hasAuthority(right.name()), matched::authenticated);
                    }
                    requests.requestMatchers("/api/**").denyAll().anyRequest().permitAll();
                });
        doors.oidc()
                .ifPresent(oidc ->
                        new OidcRules(oidc, doors.publicUrl(), doors.policy(), answers, doors.sessions()).apply(http));
        return http.build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny);
    }

    private AbstractAuthenticationProcessingFilter signIn(CookieCsrfTokenRepository tokens) {
        ProviderManager providers = new ProviderManager(
                new SignInProvider(doors.sessions(), doors.policy(), doors.links(), doors.demoRoles()));
        AbstractAuthenticationProcessingFilter filter = new AbstractAuthenticationProcessingFilter(
                PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, SESSION), providers) {};
        filter.setAuthenticationConverter(this::candidate);
        filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        filter.setSessionAuthenticationStrategy(new CompositeSessionAuthenticationStrategy(java.util.List.of(
                new ChangeSessionIdAuthenticationStrategy(), new CsrfAuthenticationStrategy(tokens))));
        filter.setAuthenticationSuccessHandler(answers::cameIn);
        filter.setAuthenticationFailureHandler(answers::didNotComeIn);
        return filter;
    }

    private @Nullable Authentication candidate(HttpServletRequest request) {
        Authentication current = SecurityContextHolder.getContext().getAuthentication();
        Person person = current instanceof Visitor visitor ? visitor.getPrincipal() : null;
        try {
            return new Candidate(Json.read(request.getInputStream(), SignIn.class), person, asker.of(request));
        } catch (Problem.Refused | java.io.IOException e) {
            throw new org.springframework.security.authentication.BadCredentialsException("no sign-in was sent", e);
        }
    }
}
