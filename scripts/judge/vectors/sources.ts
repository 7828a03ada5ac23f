/** A public repository whose own tests hold vectors, and what was seen in it: SHA-256 of each file that is read. */
export type Source = {
  /** Its folder, as git clones it. */
  folder: string;
  address: string;
  /** For `git clone --branch`. */
  tag: string;
  commit: string;
  files: Readonly<Record<string, string>>;
};

export const sources: readonly Source[] = [
  {
    folder: "alipay-sdk-nodejs-all",
    address: "https://github.com/alipay/alipay-sdk-nodejs-all",
    tag: "v4.14.0",
    commit: "e1676390871eb7a69b4f81aa15de8327ac15738a",
    files: {
      "test/alipay.test.ts": "de690cd77ef32e7d1c3bede2f9d45717b32b2e42d74590ce1c4a8ddbaf024b8a",
      "test/antcertutil.test.ts": "4a8dab871bedf80a96c78f2dd24e77ecc0a79fc42c1223d92fb0bf804e30fb69",
      "test/fixtures/appCertPublicKey_2021001161683774.crt":
        "7562fa214b56b4cee2fc341197717c594b910e2a57323616b880423747733b7a",
      "test/fixtures/alipayCertPublicKey_RSA2.crt": "4724f318c311a84cde820b34aa68fdd380b7e16ee4e80127011faadbbd729648",
      "test/fixtures/alipayRootCert.crt": "c8a1593791946158f146485879f90414c9f2ad9f49854e52496a7891d6e287c6",
      "test/fixtures/alipay-notify-sign-public-key-v2.pem":
        "047f210dcca37254cbd6708b15a60c30cd5893a7b66cdba283bc7c80f296b0bf",
      "test/fixtures/alipay-public-key.pem": "050348aadb2513c7372c4be453ee8ce8df4ca19be571192a28fe45c4d65c4ed8",
    },
  },
  {
    folder: "wechatpay-go",
    address: "https://github.com/wechatpay-apiv3/wechatpay-go",
    tag: "v0.2.21",
    commit: "6dbd7ce2ec5967ac2de5fa053479b411967b9c29",
    files: {
      "core/auth/signers/sha256withrsa_signer_test.go":
        "e1a2dd8d379e20fe0e55a2d9b0d9d85e56dcf43e0741a0d08a57f510ffe74fc8",
      "core/auth/verifiers/sha256withrsa_pubkey_verifier_test.go":
        "28488a1d05a532c1c63c1ba44e585488d482cf7a8bac66f1524cd07b721c73c8",
      "core/cipher/decryptors/wechat_pay_decryptor_test.go":
        "f5be3275b8ed7701c31c03c7bb2fcd4ecca84b0b31fec05d529f9dd483d79c5b",
      "core/notify/notify_test.go": "d468d296009b83e958a9891da8c72fbc9a83c89a4d1a5eb03b46ad7996fa02b8",
      "utils/aes_test.go": "c70de536eb898604776e1cb34bfbc7c8170c97aba3b631e4da7a9f645f7a11fb",
    },
  },
  {
    folder: "wechatpay-java",
    address: "https://github.com/wechatpay-apiv3/wechatpay-java",
    tag: "v0.2.17",
    commit: "1dab7bec717989e4a4f006d2469c3eebe9eabba7",
    files: {
      "core/src/test/java/com/wechat/pay/java/core/cipher/RSAVerifierTest.java":
        "bf6228086963ec8dc11bbf63c6b78aca0108f6e6ccc3d3bda016f152c5975dc8",
      "core/src/test/java/com/wechat/pay/java/core/cipher/RSASignerTest.java":
        "61c45604bd3a87bad1aa1131d223915e1924c15e0d5226d5fe3568779c5ef6df",
      "core/src/test/java/com/wechat/pay/java/core/cipher/AeadAesCipherTest.java":
        "6dd6412378ace8827d53c5a9884dd84371977639bab7ea99d24f8fcc4d30763c",
      "core/src/test/java/com/wechat/pay/java/core/cipher/RSAPrivacyDecryptorTest.java":
        "90c89caded77aea4541b16a0e83e48e5d687297d80e3c2b761bf6a0911537925",
      "core/src/test/java/com/wechat/pay/java/core/model/TestConfig.java":
        "0632b1284495b0926fc3a30d4668003d66cc457e0f2bcc2b09d1c8392d92d438",
      "core/src/test/resources/merchant_private_key.pem":
        "53c4293f249197cc1e2d0a675df79b7053541d47be9e2e7b96d5c211ebbcdeb6",
      "core/src/test/resources/merchant_certificate.pem":
        "54ede08f8b77f61f81611e840ece6341903337371e09e811156c47d6bd2a8154",
      "core/src/test/resources/wechat_pay_public_key.pem":
        "ba7387991edb4178bb09e6ded38341b8adb0769bbae6b83c128120d2a8e9c405",
    },
  },
  {
    folder: "wechatpay-axios-plugin",
    address: "https://github.com/TheNorthMemory/wechatpay-axios-plugin",
    tag: "v0.9.6",
    commit: "cc91c0a6dea2175ee1f94b59ea6969167a718751",
    files: {
      "tests/lib/hash.test.js": "b110a0a19e52a75f5da3e0f8bb0716f57c4c8745fd52b3b3d33159ca4385c54a",
    },
  },
  {
    folder: "wechatpay-php",
    address: "https://github.com/wechatpay-apiv3/wechatpay-php",
    tag: "v1.4.12",
    commit: "bd2148e0456f560df4d1c857d6cd1f8ad9f5222e",
    files: {
      "tests/fixtures/unifiedorder.sample.xml": "1be696622bb3070238bd0a67e46dae90940b160fe1ee80aed9fab7f473704112",
      "tests/fixtures/paysuccess.notification.sample.xml":
        "ebb681f616cc40c311d755ed94d0b97765c0c466d1f735dcc376a73413a7504d",
      "tests/fixtures/sendredpack.sample.xml": "ddcf4059a3c227ce6d50a068dbd5417fb4ab487d9c5953c0fa9ca530f11ccd24",
      "tests/fixtures/getpublickey.response.sample.xml":
        "362d67f920f3aa1b88f6828310f3a20c908a3f3fcabcefb2398a9177e59ca955",
      "tests/fixtures/fragment_injection.sample.xml":
        "6e77aff06b1cf5b1ada6df932e5968797ff8f110080c0484f873edc20cd9d2cc",
      "tests/fixtures/invalid.bad_entity.sample.xml":
        "e253f727f8e9a064328ab85bc084f8e845ea6146f5a0f246bbb37a945ba4f2cc",
      "tests/fixtures/invalid.xxe_injection.sample.xml":
        "79b0b5a02f5c4043cccd290780d400c66ab850e192f95885de58215c218f7aff",
      "tests/fixtures/bill.ALL.csv": "c71e8ef772b8609787135cacc65258977518bf4f4f1feb3fa6067aba5fd28b86",
    },
  },
];
