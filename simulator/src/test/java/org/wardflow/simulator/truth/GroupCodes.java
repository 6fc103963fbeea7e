package org.wardflow.simulator.truth;

import org.wardflow.simulator.gold.Codes;

/** Code lists that know the group and every spelling that the dirt uses. */
final class GroupCodes {
    static final Codes CODES = Codes.ofCsv(
            """
            hospital_id,name,time_zone
            1,MHA Central Hospital,America/Chicago
            2,Lakeside Medical Center,America/Chicago
            3,Riverside General,America/Chicago
            4,Prairie Health,America/Chicago
            5,Summit Medical,America/New_York
            6,Valley Care,America/Chicago
            7,Metro Hospital,America/Chicago
            """, "department\nEmergency\nSurgery\nICU\nPediatrics\nMaternity\nOncology\nCardiology\n", """
            synonym,department
            emergency,Emergency
            emergancy,Emergency
            er,Emergency
            ed,Emergency
            surgery,Surgery
            surgury,Surgery
            surg,Surgery
            icu,ICU
            i.c.u.,ICU
            intensive care,ICU
            pediatrics,Pediatrics
            paediatrics,Pediatrics
            peds,Pediatrics
            maternity,Maternity
            ob/gyn,Maternity
            maternety,Maternity
            oncology,Oncology
            oncolgy,Oncology
            cardiology,Cardiology
            cardio,Cardiology
            """, """
            synonym,gender
            male,Male
            m,Male
            female,Female
            f,Female
            other,Other
            """);

    private GroupCodes() {}
}
