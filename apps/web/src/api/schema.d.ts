/** Made from the API by openapi-typescript; test/screens renews it with KYOSEI_WRITE_PAGES=1. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description RFC 9457. `title`, `detail` and `message` are Japanese sentences; `code` is stable */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors: {
                /** @description JSON pointer into what was sent, or ?name for a query parameter */
                pointer: string;
                code: string;
                message: string;
            }[];
            requestId: string;
            version?: number;
        };
        Measure: {
            label: string | null;
            /** @description An exact decimal, the scale applied */
            number: string;
            unit: string | null;
            per: ("year" | "month" | "day") | null;
            upper?: string;
            /** @enum {string} */
            comparison?: "at_least" | "at_most" | "less_than" | "more_than";
            approximate?: boolean;
            increment?: boolean;
            base?: string;
        };
        /** @description A value to the letter, and beside it what it means */
        Value: {
            text: string;
            /** @enum {string} */
            status: "understood" | "missing" | "not_understood";
            measures: components["schemas"]["Measure"][];
            note: string | null;
            /** @enum {string} */
            missing?: "no_record" | "not_yet" | "not_applicable" | "blank";
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            year?: number;
            reason?: string;
        };
        Person: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string;
            active: boolean;
            version: number;
            roles: string[];
            municipality: {
                code: string;
                name: string;
            } | null;
            departments: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            scopes: {
                role: string;
                departmentId: string | null;
                planId: string | null;
                municipalityId: string | null;
            }[];
        };
        Account: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string;
            active: boolean;
            version: number;
            municipality: {
                code: string;
                name: string;
            } | null;
            scopes: {
                role: string;
                departmentId: string | null;
                planId: string | null;
                municipalityId: string | null;
            }[];
        };
        Organisation: {
            municipalities: {
                /** Format: uuid */
                id: string;
                name: string;
                code: string;
                departments: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    active: boolean;
                }[];
            }[];
        };
        Plan: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "vision" | "strategy";
            title: string;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            fromYear: number;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            toYear: number;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            baseYear: number;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            targetYear: number;
            levelNames: string[];
            /** @description Whether a section head endorses before a department submits */
            endorsementAsked: boolean;
            version: number;
            partnership: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            municipalities: {
                /** Format: uuid */
                id: string;
                name: string;
                code: string;
                central: boolean;
            }[];
            sections: components["schemas"]["Section"][];
            departments: {
                /** Format: uuid */
                id: string;
                name: string;
                municipality: {
                    code: string;
                    name: string;
                };
            }[];
        };
        PlanDepartment: {
            /** Format: uuid */
            id: string;
            name: string;
            municipality: {
                code: string;
                name: string;
            };
        };
        Section: {
            /** Format: uuid */
            id: string;
            level: number;
            name: string;
            projects: {
                /** Format: uuid */
                id: string;
                name: string | null;
                aim: string;
                departments: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                }[];
            }[];
            children: components["schemas"]["Section"][];
        };
        IndicatorInForce: {
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
            unit: string | null;
            /** @enum {string} */
            direction: "higher" | "lower" | "maintain" | "none";
            /** @enum {string} */
            nature: "flow" | "stock" | "cumulative" | "rate";
            project: string | null;
            /** Format: uuid */
            projectId: string;
            /** @description Which definition of the indicator it is, from 1 */
            definition: number;
            endedAt: string | null;
            successorId: string | null;
            sections: string[];
            departments: {
                /** Format: uuid */
                id: string;
                name: string;
                lead: boolean;
            }[];
            baseline: {
                year: number | null;
                value: components["schemas"]["Value"];
            };
            target: {
                year: number | null;
                value: components["schemas"]["Value"];
            };
            basis: string;
            source: string;
            actuals: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                municipality: string | null;
                version: number;
                value: components["schemas"]["Value"];
            }[];
        };
        IndicatorLife: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            planId: string;
            planTitle: string;
            key: string;
            endedAt: string | null;
            project: string | null;
            sections: string[];
            departments: {
                /** Format: uuid */
                id: string;
                name: string;
                lead: boolean;
            }[];
            successor: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            definitions: {
                number: number;
                name: string;
                unit: string | null;
                /** @enum {string} */
                direction: "higher" | "lower" | "maintain" | "none";
                /** @enum {string} */
                nature: "flow" | "stock" | "cumulative" | "rate";
                basis: string;
                source: string;
                breaksSeries: boolean;
                /**
                 * Format: date-time
                 * @description ISO 8601 with offset
                 */
                from: string;
                until: string | null;
                baseline: {
                    year: number | null;
                    value: components["schemas"]["Value"];
                };
                target: {
                    year: number | null;
                    value: components["schemas"]["Value"];
                };
            }[];
            actuals: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                municipality: string | null;
                note: string;
                /** @enum {string} */
                settlement: "preliminary" | "expected" | "final";
                value: components["schemas"]["Value"];
            }[];
            wholes: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                /** @enum {string} */
                rule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
                value: components["schemas"]["Value"] | null;
                arithmetic: string | null;
                reason: string | null;
            }[];
            aggregation: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                fromYear: number;
                /** @enum {string} */
                rule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
            }[];
            decisions: {
                /** Format: uuid */
                proposalId: string;
                /** Format: uuid */
                cycleId: string;
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                fiscalYear: number;
                /** @enum {string} */
                state: "draft" | "submitted" | "returned" | "accepted" | "tabled" | "approved" | "rejected";
                version: number;
                decision: ("keep" | "change" | "delete" | "add") | null;
                rationale: string;
                target: {
                    year: number | null;
                    value: components["schemas"]["Value"];
                } | null;
                steps: {
                    event: string;
                    /**
                     * Format: date-time
                     * @description ISO 8601 with offset
                     */
                    at: string;
                    actor: string | null;
                    comment: string | null;
                }[];
            }[];
        };
        Deadlines: {
            submission: string | null;
            review: string | null;
            vote: string | null;
        };
        Cycle: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            planId: string;
            name: string;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            fiscalYear: number;
            /** @enum {string} */
            state: "preparing" | "collecting" | "reviewing" | "deliberating" | "finalized" | "published";
            version: number;
            actions: ("open" | "close" | "convene" | "finalize" | "publish" | "reopen")[];
            waits: {
                /** @enum {string} */
                action: "open" | "close" | "convene" | "finalize" | "publish" | "reopen";
                reason: string;
            }[];
            deadlines: components["schemas"]["Deadlines"];
        };
        CycleStep: {
            number: number;
            event: string;
            from: ("preparing" | "collecting" | "reviewing" | "deliberating" | "finalized" | "published") | null;
            /** @enum {string} */
            to: "preparing" | "collecting" | "reviewing" | "deliberating" | "finalized" | "published";
            reason: string | null;
            missing: string[];
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            at: string;
            actor: {
                id: string | null;
                name: string;
            } | null;
        };
        Progress: {
            total: number;
            byState: {
                draft: number;
                submitted: number;
                returned: number;
                accepted: number;
                tabled: number;
                approved: number;
                rejected: number;
            };
            departments: {
                /** Format: uuid */
                id: string;
                name: string;
                municipality: {
                    code: string;
                    name: string;
                };
                total: number;
                byState: {
                    draft: number;
                    submitted: number;
                    returned: number;
                    accepted: number;
                    tabled: number;
                    approved: number;
                    rejected: number;
                };
                overdue: number;
            }[];
        };
        Rate: {
            percent: string;
            formula: string;
        };
        Achievement: {
            components: {
                label: string | null;
                level: components["schemas"]["Rate"] | null;
                progress: components["schemas"]["Rate"] | null;
                grade: string | null;
                reason: string | null;
            }[];
            grade: string | null;
            reason: string | null;
            scale: {
                id: string;
                version: number;
            };
        };
        Check: {
            code: string;
            /** @enum {string} */
            severity: "blocks" | "warns";
            message: string;
            /** @description JSON pointer into the row */
            field: string;
        };
        BasisCheck: {
            status: ("一致" | "再計算と不一致" | "検証不能" | "期間注意") | null;
            arithmetic: string;
            suggested: string | null;
            note: string | null;
        };
        BasisSuggestion: {
            basis: Record<string, never>;
            sentence: string;
            target: string;
            arithmetic: string;
        };
        Row: {
            indicator: {
                id: string | null;
                key: string | null;
                name: string;
                project: string | null;
                /** Format: uuid */
                projectId: string;
                sections: string[];
                departments: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    lead: boolean;
                    municipality: string;
                }[];
                unit: string | null;
                /** @enum {string} */
                direction: "higher" | "lower" | "maintain" | "none";
                /** @enum {string} */
                nature: "flow" | "stock" | "cumulative" | "rate";
            };
            baseline: {
                year: number | null;
                value: components["schemas"]["Value"];
            };
            target: {
                year: number | null;
                value: components["schemas"]["Value"];
                basis: string;
                source: string;
            };
            actuals: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                note: string;
                municipality: string | null;
                municipalityName: string | null;
                /** @enum {string} */
                settlement: "preliminary" | "expected" | "final";
                expectedOn: string | null;
                version: number;
                value: components["schemas"]["Value"];
            }[];
            /**
             * @description How the whole is made in the fiscal year under review
             * @enum {string}
             */
            wholeRule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
            wholes: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                /** @enum {string} */
                rule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
                value: components["schemas"]["Value"] | null;
                arithmetic: string | null;
                reason: string | null;
            }[];
            achievement: components["schemas"]["Achievement"] | null;
            checks: components["schemas"]["Check"][];
            basisCheck: components["schemas"]["BasisCheck"];
            keepInBulk: {
                code: string;
                message: string;
            }[] | null;
            proposal: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                state: "draft" | "submitted" | "returned" | "accepted" | "tabled" | "approved" | "rejected";
                version: number;
                actions: ("endorse" | "submit" | "withdraw" | "accept" | "return" | "table" | "approve" | "object" | "reject")[];
                editable?: boolean;
                decision: ("keep" | "change" | "delete" | "add") | null;
                name: string | null;
                unit?: string | null;
                direction?: ("higher" | "lower" | "maintain" | "none") | null;
                nature?: ("flow" | "stock" | "cumulative" | "rate") | null;
                changeKind?: ("rename" | "redefinition" | "both") | null;
                projectId?: string | null;
                rationale: string;
                basis: string;
                source: string;
                discrepancyReason?: string;
                successorId?: string | null;
                submittedDepartmentId?: string | null;
                submittedAt?: string | null;
                exceptionUntil?: string | null;
                endorsed?: boolean;
                toBeConfirmed?: boolean;
                returnComment?: string | null;
                votes?: {
                    /** Format: uuid */
                    municipalityId: string;
                    municipality: string;
                    /** @enum {string} */
                    choice: "approve" | "object";
                    comment: string | null;
                    /**
                     * Format: date-time
                     * @description ISO 8601 with offset
                     */
                    at: string;
                }[];
                round?: number | null;
                target: {
                    text: string;
                    year: number | null;
                    value: components["schemas"]["Value"];
                };
                missing?: {
                    /** @description JSON pointer into what was sent, or ?name for a query parameter */
                    pointer: string;
                    code: string;
                    message: string;
                }[];
                baseline?: {
                    text: string;
                    year: number | null;
                    value: components["schemas"]["Value"];
                } | null;
            } | null;
        };
        Proposal: {
            /** Format: uuid */
            cycleId: string;
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            fiscalYear: number;
            inForce: {
                target: {
                    year: number | null;
                    value: components["schemas"]["Value"];
                    basis: string;
                    source: string;
                };
                baseline: {
                    year: number | null;
                    value: components["schemas"]["Value"];
                };
            };
            indicator: {
                id: string | null;
                key: string | null;
                name: string;
                project: string | null;
                /** Format: uuid */
                projectId: string;
                sections: string[];
                departments: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    lead: boolean;
                    municipality: string;
                }[];
                unit: string | null;
                /** @enum {string} */
                direction: "higher" | "lower" | "maintain" | "none";
                /** @enum {string} */
                nature: "flow" | "stock" | "cumulative" | "rate";
            };
            actuals: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                note: string;
                municipality: string | null;
                municipalityName: string | null;
                /** @enum {string} */
                settlement: "preliminary" | "expected" | "final";
                expectedOn: string | null;
                version: number;
                value: components["schemas"]["Value"];
            }[];
            /**
             * @description How the whole is made in the fiscal year under review
             * @enum {string}
             */
            wholeRule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
            wholes: {
                /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
                year: number;
                /** @enum {string} */
                rule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
                value: components["schemas"]["Value"] | null;
                arithmetic: string | null;
                reason: string | null;
            }[];
            achievement: components["schemas"]["Achievement"] | null;
            checks: components["schemas"]["Check"][];
            basisCheck: components["schemas"]["BasisCheck"];
            keepInBulk: {
                code: string;
                message: string;
            }[] | null;
            suggestions: components["schemas"]["BasisSuggestion"][];
            /** @description Whether the person may comment on it */
            commentable: boolean;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "draft" | "submitted" | "returned" | "accepted" | "tabled" | "approved" | "rejected";
            version: number;
            actions: ("endorse" | "submit" | "withdraw" | "accept" | "return" | "table" | "approve" | "object" | "reject")[];
            editable?: boolean;
            decision: ("keep" | "change" | "delete" | "add") | null;
            name: string | null;
            unit?: string | null;
            direction?: ("higher" | "lower" | "maintain" | "none") | null;
            nature?: ("flow" | "stock" | "cumulative" | "rate") | null;
            changeKind?: ("rename" | "redefinition" | "both") | null;
            projectId?: string | null;
            rationale: string;
            basis: string;
            source: string;
            discrepancyReason?: string;
            successorId?: string | null;
            submittedDepartmentId?: string | null;
            submittedAt?: string | null;
            exceptionUntil?: string | null;
            endorsed?: boolean;
            toBeConfirmed?: boolean;
            returnComment?: string | null;
            votes?: {
                /** Format: uuid */
                municipalityId: string;
                municipality: string;
                /** @enum {string} */
                choice: "approve" | "object";
                comment: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601 with offset
                 */
                at: string;
            }[];
            round?: number | null;
            target: {
                text: string;
                year: number | null;
                value: components["schemas"]["Value"];
            };
            missing?: {
                /** @description JSON pointer into what was sent, or ?name for a query parameter */
                pointer: string;
                code: string;
                message: string;
            }[];
            baseline?: {
                text?: string;
                year: number | null;
                value: components["schemas"]["Value"];
            };
        };
        Actual: {
            /** @description A fiscal year by the Gregorian year it starts in: 2024 is 令和6年度 */
            year: number;
            value: components["schemas"]["Value"];
            note: string;
            municipality: string | null;
            /** @enum {string} */
            settlement: "preliminary" | "expected" | "final";
            expectedOn: string | null;
            version: number;
        };
        Bulk: {
            done: {
                /** Format: uuid */
                id: string;
                state: string;
                version: number;
                actions: string[];
            }[];
            refused: {
                /** Format: uuid */
                id: string;
                code: string;
                detail: string;
                errors?: {
                    /** @description JSON pointer into what was sent, or ?name for a query parameter */
                    pointer: string;
                    code: string;
                    message: string;
                }[];
            }[];
        };
        HistoryEntry: {
            number: number | null;
            event: string;
            from: string | null;
            to: string | null;
            version: number | null;
            comment: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            at: string;
            actor: {
                id: string | null;
                name: string;
            } | null;
            department: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            onBehalfOf?: string | null;
            difference?: {
                [key: string]: {
                    old?: unknown;
                    new?: unknown;
                };
            };
        };
        Comment: {
            /** Format: uuid */
            id: string;
            text: string;
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            at?: string;
            person: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            department?: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        Task: {
            /** @enum {string} */
            kind: "proposal" | "cycle";
            /** Format: uuid */
            cycleId: string;
            cycleName: string;
            proposalId: string | null;
            indicatorId: string | null;
            name: string;
            state: string;
            version: number;
            actions: string[];
            due: string | null;
            overdue: boolean;
            /** @description Why it came back, where it was returned */
            comment: string | null;
        };
        Narrative: {
            /** Format: uuid */
            id: string;
            sectionId: string | null;
            title: string;
            markdown: string;
            afterSections: boolean;
            position: number;
            /** @description 0 where nobody has written it yet */
            version: number;
            updatedAt: string | null;
            updatedBy: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        NarrativeVersion: {
            version: number;
            title: string;
            markdown: string;
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            at: string;
            actor: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
        };
        Document: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            cycleId: string;
            /** Format: uuid */
            snapshotId: string;
            /** @enum {string} */
            kind: "vision" | "comparison" | "review-form" | "progress";
            /** @enum {string} */
            format: "pdf" | "docx" | "xlsx" | "html";
            draft: boolean;
            /** @enum {string} */
            state: "queued" | "compiling" | "ready" | "failed" | "cancelled";
            progress: number;
            sectionsDone: number;
            sectionsTotal: number;
            sha256: string | null;
            fileName: string | null;
            size: number | null;
            error: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            createdAt: string;
            finishedAt: string | null;
            version: number;
            actions: "cancel"[];
        };
        /** @description What a plan grades with from a fiscal year on; without an id it is the default */
        GradeScale: {
            id: string | null;
            fromYear: number | null;
            version: number;
            /** @enum {string} */
            by: "level" | "progress";
            steps: {
                grade: string;
                from: ("reached" | "rest") | {
                    percent: string;
                };
            }[];
            noValue: string;
            madeAt: string | null;
            madeBy: string | null;
        };
        ImportReport: {
            form: string;
            /** Format: uuid */
            planId: string;
            cycleId: string | null;
            dryRun: boolean;
            rows: number;
            created: number;
            changed: number;
            unchanged: number;
            /** @description Cells that both sides changed; the system’s are kept */
            conflicts: number;
            items: components["schemas"]["ImportItem"][];
            findings: {
                cell: string;
                code: string;
                /**
                 * @description As in the sheet and in the browser: whether it blocks the submission
                 * @enum {string}
                 */
                severity: "blocks" | "warns";
                message: string;
                text: string;
                /** @description Whether the form cannot be taken before this is put right; a check never does */
                stopsImport: boolean;
            }[];
        };
        ImportItem: {
            /** @enum {string} */
            kind: "created" | "changed" | "conflict";
            cell: string;
            key: string | null;
            name: string;
            proposalId: string | null;
            changes: {
                field: string;
                label: string;
                cell: string;
                old: string;
                new: string;
            }[];
            conflicts: {
                field: string;
                label: string;
                cell: string;
                kept: string;
                sent: string;
                reason: string;
            }[];
        };
        Link: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "proposed" | "confirmed" | "dismissed";
            version: number;
            decidedAt: string | null;
            one: components["schemas"]["LinkedIndicator"];
            other: components["schemas"]["LinkedIndicator"];
        };
        LinkedIndicator: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: uuid */
            planId: string;
            planTitle: string;
        } | null;
        LinkDecided: {
            /** Format: uuid */
            id: string;
            state: string;
            version: number;
        };
        AuditEvent: {
            id: number;
            chain: string;
            number: number;
            /**
             * Format: date-time
             * @description ISO 8601 with offset
             */
            at: string;
            actor: {
                id: string | null;
                name: string;
            };
            onBehalfOf: string | null;
            subject: {
                type: string;
                id: string;
                name: string;
            };
            event: string;
            from: string | null;
            to: string | null;
            difference: {
                [key: string]: {
                    old?: unknown;
                    new?: unknown;
                };
            };
            comment: string | null;
            requestId: string | null;
            hash: string;
        };
        Verification: {
            holds: boolean;
            chains: {
                chain: string;
                holds: boolean;
                events: number;
                head: string | null;
                breaksAt: {
                    eventId: number;
                    number: number | null;
                    /** @enum {string} */
                    reason: "content" | "gap" | "previous" | "hash" | "missing" | "unsealed";
                } | null;
            }[];
        };
        SignIn: {
            email: string;
            password: string;
        };
        SaveProposal: {
            decision: ("keep" | "change" | "delete" | "add") | null;
            name?: string | null;
            projectId?: string | null;
            unit?: string | null;
            direction?: ("higher" | "lower" | "maintain" | "none") | null;
            nature?: ("flow" | "stock" | "cumulative" | "rate") | null;
            changeKind?: ("rename" | "redefinition" | "both") | null;
            baseline?: {
                text: string;
                year?: number | null;
            } | null;
            actuals?: {
                year: number;
                text: string;
            }[];
            target?: {
                text: string;
                year?: number | null;
            } | null;
            rationale?: string;
            basis?: string;
            source?: string;
            /** @description Of a deletion: the indicator that takes over; null is 後継なし */
            successorId?: string | null;
            /** @description 差異理由, where the recomputed basis does not give the target */
            discrepancyReason?: string;
        };
        AddIndicator: {
            /** @enum {string} */
            decision?: "add";
            name: string;
            /** Format: uuid */
            projectId: string;
            departmentIds?: string[];
            unit?: string | null;
            direction?: ("higher" | "lower" | "maintain" | "none") | null;
            nature?: ("flow" | "stock" | "cumulative" | "rate") | null;
            changeKind?: ("rename" | "redefinition" | "both") | null;
            baseline?: {
                text: string;
                year?: number | null;
            } | null;
            actuals?: {
                year: number;
                text: string;
            }[];
            target?: {
                text: string;
                year?: number | null;
            } | null;
            rationale?: string;
            basis?: string;
            source?: string;
            /** @description Of a deletion: the indicator that takes over; null is 後継なし */
            successorId?: string | null;
            /** @description 差異理由, where the recomputed basis does not give the target */
            discrepancyReason?: string;
        };
        RecordActual: {
            text: string;
            note?: string;
            municipality?: string | null;
            /** @enum {string} */
            settlement?: "preliminary" | "expected" | "final";
            expectedOn?: string | null;
        };
        ProposalAction: {
            comment?: string | null;
        };
        CycleAction: {
            reason?: string | null;
            /** @enum {string} */
            to?: "preparing" | "collecting" | "reviewing" | "deliberating";
        };
        BulkAct: {
            /** @enum {string} */
            event: "endorse" | "submit" | "withdraw" | "accept" | "return" | "table" | "approve" | "object" | "reject";
            items: {
                /** Format: uuid */
                id: string;
                version: number;
            }[];
            comment?: string | null;
        };
        BeginCycle: {
            /** Format: uuid */
            planId: string;
            fiscalYear: number;
            deadlines?: {
                submission?: string | null;
                review?: string | null;
                vote?: string | null;
            };
        };
        ChangeCycle: {
            deadlines: {
                submission?: string | null;
                review?: string | null;
                vote?: string | null;
            };
        };
        Remind: {
            departmentIds?: string[];
        };
        GrantException: {
            /**
             * Format: date
             * @description A calendar day in Asia/Tokyo; as a deadline, its end
             */
            until: string;
            reason: string;
        };
        Say: {
            text: string;
        };
        RequestDocument: {
            /** @enum {string} */
            kind: "vision" | "comparison" | "review-form" | "progress";
            /** @enum {string} */
            format: "pdf" | "docx" | "xlsx" | "html";
        };
        WriteNarrative: {
            /** @description A section keeps its own name */
            title: string;
            /** @description A chapter without text is left out of the documents */
            markdown: string;
            /** @description Whether it is read after the measures */
            afterSections?: boolean;
            position?: number;
        };
        DecideLink: {
            /** @enum {string} */
            state: "confirmed" | "dismissed";
        };
        MakeGradeScale: {
            fromYear: number;
            /** @enum {string} */
            by: "level" | "progress";
            /** @description The word where the target itself is reached, whatever the percentage */
            reached?: string | null;
            bands: {
                grade: string;
                percent: string;
            }[];
            rest: string;
            noValue: string;
        };
        AddMunicipality: {
            /** @description 全国地方公共団体コード */
            code: string;
            name: string;
        };
        AddDepartment: {
            /** @description 全国地方公共団体コード */
            municipalityCode: string;
            name: string;
        };
        MakePlan: {
            /** @enum {string} */
            kind: "vision" | "strategy";
            title: string;
            fromYear: number;
            toYear: number;
            baseYear: number;
            targetYear: number;
            /** @description The levels of its sections, from the outermost */
            levelNames?: string[];
            partnershipId?: string | null;
            /** @description Of a new partnership */
            partnershipName?: string | null;
            /** @description Of a new partnership; the first is the central city */
            municipalities?: string[];
            /** @description Whether a section head endorses before a department submits; false unless it is said */
            endorsementAsked?: boolean;
        };
        ChangePlan: {
            endorsementAsked: boolean;
        };
        Describe: {
            /** @enum {string} */
            direction?: "higher" | "lower" | "maintain" | "none";
            /** @enum {string} */
            nature?: "flow" | "stock" | "cumulative" | "rate";
            aggregation?: {
                fromYear: number;
                /** @enum {string} */
                rule: "lead_only" | "sum" | "mean" | "ratio_of_sums";
            }[];
        };
        Assign: {
            departmentIds: string[];
        };
        Invite: {
            email: string;
            name: string;
            /** @description 全国地方公共団体コード */
            municipalityCode: string;
            password: string;
            roles: {
                /** @enum {string} */
                role: "officer" | "section_head" | "coordinator" | "committee_member" | "viewer" | "administrator";
                departmentId?: string | null;
                planId?: string | null;
                municipalityId?: string | null;
            }[];
        };
        ChangePerson: {
            name?: string;
            active?: boolean;
            password?: string;
            roles?: {
                /** @enum {string} */
                role: "officer" | "section_head" | "coordinator" | "committee_member" | "viewer" | "administrator";
                departmentId?: string | null;
                planId?: string | null;
                municipalityId?: string | null;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
