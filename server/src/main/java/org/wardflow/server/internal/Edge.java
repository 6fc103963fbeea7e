package org.wardflow.server.internal;

import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.servlet.Session;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.util.unit.DataSize;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.wardflow.server.WebSettings;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.internal.SecurityRules;
import org.wardflow.server.http.JsonConverter;
import org.wardflow.server.stream.Hub;

/** The beans: Tomcat, one servlet, one filter, the routes. Nothing is configured by what lies on the class path. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@Import(SecurityRules.class)
public final class Edge implements WebMvcConfigurer {
    /** Threads that answer requests; streams need none while they wait. */
    static final int THREADS = 24;

    /** Connections, most of them idle streams. */
    static final int CONNECTIONS = 4_096;

    private static final int BACKLOG = 128;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final Duration SEND_LIMIT = Duration.ofSeconds(20);

    /** Between two parts of a request's body, which comes with its header as a rule. */
    static final Duration BODY_SILENCE = Duration.ofSeconds(3);

    /** How long a request in hand may still take when the server closes; streams have been ended by then. */
    static final Duration CLOSING_MAX = Duration.ofSeconds(2);

    private final WebSettings settings;

    /** For the settings of the server. */
    public Edge(WebSettings settings) {
        this.settings = settings;
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.disableDefaults()
                .addCustomConverter(new ByteArrayHttpMessageConverter())
                .withJsonConverter(new JsonConverter());
    }

    @Bean
    TomcatServletWebServerFactory tomcat() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(settings.port());
        factory.setAddress(settings.address());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setRegisterDefaultServlet(false);
        factory.setDisableMBeanRegistry(true);
        factory.setServerHeader("");
        Compression compression = new Compression();
        compression.setEnabled(true);
        compression.setMinResponseSize(DataSize.ofKilobytes(2));
        factory.setCompression(compression);
        factory.setSession(session());
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
        factory.addConnectorCustomizers(connector -> {
            connector.setProperty("maxThreads", String.valueOf(THREADS));
            connector.setProperty("minSpareThreads", "2");
            Hub.prepare(connector);
            connector.setProperty("maxConnections", String.valueOf(CONNECTIONS));
            connector.setProperty("acceptCount", String.valueOf(BACKLOG));
            connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(HEADER_BYTES));
            connector.setProperty("connectionTimeout", String.valueOf(SEND_LIMIT.toMillis()));
            connector.setProperty("disableUploadTimeout", "false");
            connector.setProperty("connectionUploadTimeout", String.valueOf(BODY_SILENCE.toMillis()));
        });
        return factory;
    }

    @Bean
    DefaultLifecycleProcessor lifecycleProcessor() {
        DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(CLOSING_MAX.toMillis());
        return processor;
    }

    private Session session() {
        Session session = new Session();
        // Until somebody comes in with it.
        session.setTimeout(Sessions.STRANGERS_LIFE);
        session.setTrackingModes(EnumSet.of(Session.SessionTrackingMode.COOKIE));
        Cookie cookie = session.getCookie();
        cookie.setName("wardflow");
        cookie.setHttpOnly(true);
        cookie.setSecure(settings.secure());
        // An identity provider sends the browser back here from its own site, with the cookie that holds the state.
        cookie.setSameSite(settings.oidc().isPresent() ? Cookie.SameSite.LAX : Cookie.SameSite.STRICT);
        return session;
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> servlet(WebApplicationContext context) {
        ServletRegistrationBean<DispatcherServlet> servlet =
                new ServletRegistrationBean<>(new DispatcherServlet(context), "/");
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        return servlet;
    }

    @Bean
    DelegatingFilterProxyRegistrationBean security() {
        DelegatingFilterProxyRegistrationBean filter =
                new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        filter.setAsyncSupported(true);
        return filter;
    }

    @Bean
    RouterFunction<ServerResponse> routes(Routes routes) {
        return routes.all();
    }
}
