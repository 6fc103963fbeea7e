package org.wardflow.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.AccessPolicy.Role;

/** Tokens with the claims that Entra ID and Keycloak document. */
class OidcGrantsTest {
    private static final AccessPolicy POLICY = new AccessPolicy(
            new TreeMap<>(Map.of(
                    "bed_manager", role("bed_manager", Reach.SCOPE),
                    "unit_nurse", role("unit_nurse", Reach.HELD),
                    "analyst", role("analyst", Reach.SCOPE))),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    private static final Map<String, Object> ENTRA = Map.of(
            "aud", "11112222-bbbb-3333-cccc-4444dddd5555",
            "iss", "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
            "name", "Anna Example",
            "oid", "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
            "preferred_username", "anna@hospital.example",
            "roles", List.of("Reader.All", "wardflow:unit_nurse:3:ICU", "wardflow:unit_nurse:3:Day%20Clinic"),
            "scp", "access_as_user",
            "sub", "pairwise-subject",
            "tid", "aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "ver", "2.0");

    private static final Map<String, Object> KEYCLOAK = Map.of(
            "iss",
            "https://id.hospital.example/realms/hospital",
            "aud",
            List.of("wardflow", "account"),
            "sub",
            "3b2a0c5e-5f0e-4a0c-8f7e-0e6b8b6f3a11",
            "typ",
            "Bearer",
            "azp",
            "wardflow",
            "realm_access",
            Map.of("roles", List.of("offline_access", "wardflow:bed_manager:3", "uma_authorization")),
            "resource_access",
            Map.of(
                    "account", Map.of("roles", List.of("manage-account")),
                    "wardflow.hospital.example", Map.of("roles", List.of("wardflow.analyst"))),
            "groups",
            List.of("/staff", "/wardflow:unit_nurse:3:ICU"));

    private static Role role(String name, Reach reach) {
        return new Role(name, "", reach, Map.of(), List.of(), Set.of());
    }

    private static boolean lacksPlace(String... roles) {
        return new OidcGrants("roles", POLICY).lacksPlace(Map.of("sub", "a", "roles", List.of(roles)));
    }

    private static Optional<Person> person(String claim, Map<String, Object> claims) {
        return new OidcGrants(claim, POLICY).person(claims, Person.Way.TOKEN);
    }

    private static Grant grant(String claim, Map<String, Object> claims) {
        return person(claim, claims).orElseThrow().grant();
    }

    @Test
    void appRolesOfEntraIdAreAListAtTheTopAndThePersonIsTheTenantsObject() {
        assertThat(grant("roles", ENTRA)).isEqualTo(new Grant("unit_nurse", List.of("3/ICU", "3/Day Clinic")));
        assertThat(person("roles", ENTRA).orElseThrow().name())
                .isEqualTo("aaaabbbb-0000-cccc-1111-dddd2222eeee/00aa00aa-bb11-cc22-dd33-44ee44ee44ee");
    }

    @Test
    void rolesOfARealmOfAClientAndGroupsOfKeycloakAreFound() {
        assertThat(grant("realm_access.roles", KEYCLOAK)).isEqualTo(new Grant("bed_manager", List.of("3")));
        assertThat(grant("resource_access.wardflow.hospital.example.roles", KEYCLOAK))
                .isEqualTo(new Grant("analyst", List.of(Grant.ALL)));
        assertThat(grant("groups", KEYCLOAK)).isEqualTo(new Grant("unit_nurse", List.of("3/ICU")));
    }

    @Test
    void aClaimWithDotsInItsNameAndOneThatIsNoListAreRead() {
        assertThat(grant(
                        "https://hospital.example/roles",
                        Map.of("sub", "a", "https://hospital.example/roles", List.of("wardflow:analyst:*"))))
                .isEqualTo(new Grant("analyst", List.of(Grant.ALL)));
        assertThat(grant("role", Map.of("sub", "a", "role", "wardflow:bed_manager:2")))
                .isEqualTo(new Grant("bed_manager", List.of("2")));
    }

    @Test
    void aDepartmentWithoutItsHospitalGrantsNothing() {
        assertThat(person("role", Map.of("sub", "a", "role", "wardflow:unit_nurse:*:ICU")))
                .isEmpty();
        assertThat(grant(
                        "roles",
                        Map.of("sub", "a", "roles", List.of("wardflow:unit_nurse:*:ICU", "wardflow:bed_manager:3"))))
                .isEqualTo(new Grant("bed_manager", List.of("3")));
        assertThat(grant("role", Map.of("sub", "a", "role", "wardflow:bed_manager:*:*")))
                .isEqualTo(new Grant("bed_manager", List.of(Grant.ALL)));
    }

    @Test
    void aRoleThatIsHeldToWardsGrantsNothingWithoutAPlace() {
        for (String role : List.of("wardflow:unit_nurse", "wardflow:unit_nurse:*", "wardflow:unit_nurse:*:*")) {
            assertThat(person("role", Map.of("sub", "a", "role", role))).isEmpty();
            assertThat(lacksPlace("other", role)).isTrue();
            assertThat(grant("roles", Map.of("sub", "a", "roles", List.of(role, "wardflow:unit_nurse:3:ICU"))))
                    .isEqualTo(new Grant("unit_nurse", List.of("3/ICU")));
        }
        assertThat(lacksPlace("wardflow:bed_manager:*:ICU")).isTrue();
        assertThat(lacksPlace("wardflow:bed_manager")).isFalse();
        assertThat(lacksPlace("wardflow:unit_nurse:3")).isFalse();
        assertThat(lacksPlace("wardflow:root")).isFalse();
    }

    @Test
    void whoHasNoRoleOfOursGetsNone() {
        // Above 200 groups Entra ID sends a pointer instead of the list.
        Map<String, Object> overage = Map.of("sub", "a", "_claim_names", Map.of("groups", "src1"));

        assertThat(person("groups", overage)).isEmpty();
        assertThat(person("realm_access.roles.more", KEYCLOAK)).isEmpty();
        assertThat(person("realm_access", KEYCLOAK)).isEmpty();
        assertThat(person("resource_access.account.roles", KEYCLOAK)).isEmpty();
        assertThat(person("roles", Map.of("sub", "a", "roles", List.of("wardflow:root", "wardflow:unit_nurse:3:a\tb"))))
                .isEmpty();
        assertThat(grant("roles", Map.of("sub", "a", "roles", List.of("wardflow:unit_nurse:3:Obs/Gyn"))))
                .isEqualTo(new Grant("unit_nurse", List.of("3/Obs/Gyn")));
        assertThat(person("roles", Map.of("roles", List.of("wardflow:analyst"))))
                .isEmpty();
    }
}
