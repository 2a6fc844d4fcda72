export declare const addonFile: string;
export declare const fingerprintFile: string;
export declare function fingerprint(): string;
export declare function builtFingerprint(): string | null;
